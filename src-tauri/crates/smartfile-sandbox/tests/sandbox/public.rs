//! Links, as the people see them who were sent one.

use reqwest::multipart::{Form, Part};
use serde_json::Value;
use smartfile_sandbox::Sandbox;

use crate::browser::http;
use crate::practice::{Person, empty};

async fn link(maya: &Person<'_>, form: &[(&str, &str)]) -> (String, String) {
    let (status, link) = maya.ask("POST", "2/link/", form).await;
    assert_eq!(status, 201, "{link}");
    let word = |name: &str| link[name].as_str().unwrap().to_owned();
    (word("href"), format!("2/link/{}/", word("uid")))
}

async fn laid_out(sandbox: &Sandbox) -> Person<'_> {
    let maya = Person::new(sandbox, "maya");
    for folder in ["in", "in/deep"] {
        maya.ask("PUT", &format!("2/path/oper/mkdir/{folder}"), &[])
            .await;
    }
    maya.put("in/R%26D%20%3Cb%3E.txt", "one").await;
    maya.put("in/deep/two.txt", "two").await;
    maya.put("secret.txt", "secret").await;
    maya
}

async fn get(url: String) -> (u16, String) {
    let response = http().get(url).send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.text().await.unwrap())
}

#[tokio::test]
async fn a_file_has_a_page_and_its_bytes_and_each_download_counts() {
    let sandbox = empty().await;
    let maya = laid_out(&sandbox).await;
    let form = [("path", "/in/R&D <b>.txt"), ("usage_limit", "2")];
    let (href, rest) = link(&maya, &form).await;
    let (status, page) = get(href.clone()).await;
    assert_eq!(status, 200);
    assert!(
        page.contains("R&amp;D &lt;b&gt;.txt") && !page.contains("<b>"),
        "{page}"
    );
    let file = format!("{href}R%26D%20%3Cb%3E.txt");
    assert_eq!(get(file.clone()).await, (200, "one".to_owned()));
    assert_eq!(maya.get(&rest).await.1["usage_count"], 1);
    assert_eq!(get(file.clone()).await.0, 200);
    for url in [file, href.clone()] {
        assert_eq!(get(url).await.0, 403, "used up");
    }
    maya.ask("POST", &rest, &[("usage_limit", "3")]).await;
    assert_eq!(get(href.clone()).await.0, 200);
    maya.ask("DELETE", &rest, &[]).await;
    assert_eq!(get(href).await.0, 404);
}

#[tokio::test]
async fn a_folder_shows_what_is_in_it_and_what_is_below_when_recursive() {
    let sandbox = empty().await;
    let maya = laid_out(&sandbox).await;
    let (href, rest) = link(&maya, &[("path", "/in")]).await;
    let (status, page) = get(href.clone()).await;
    assert_eq!(status, 200);
    assert!(page.contains("R%26D%20%3Cb%3E.txt\">R&amp;D"), "{page}");
    let file = format!("{href}R%26D%20%3Cb%3E.txt");
    assert_eq!(get(file.clone()).await.1, "one");
    for below in ["deep/", "deep/two.txt", "%2e%2e/secret.txt", "none"] {
        assert_eq!(get(format!("{href}{below}")).await.0, 404, "{below}");
    }
    maya.ask("POST", &rest, &[("recursive", "true")]).await;
    assert!(get(format!("{href}deep/")).await.1.contains("two.txt"));
    assert_eq!(get(format!("{href}deep/two.txt")).await.1, "two");
    maya.ask("POST", &rest, &[("read", "false")]).await;
    assert_eq!(get(file).await.0, 403);
    maya.ask("POST", &rest, &[("list", "false")]).await;
    assert_eq!(get(href).await.0, 403);
}

#[tokio::test]
async fn an_expired_link_and_one_to_what_is_gone_lead_nowhere() {
    let sandbox = empty().await;
    let maya = laid_out(&sandbox).await;
    let (href, rest) = link(&maya, &[("path", "/secret.txt")]).await;
    assert_eq!(get(href.clone()).await.0, 200);
    maya.ask("POST", &rest, &[("expiration", "2020-01-01T00:00:00")])
        .await;
    assert_eq!(get(href.clone()).await.0, 404);
    maya.ask("POST", &rest, &[("expiration", "")]).await;
    assert_eq!(get(href.clone()).await.0, 200);
    maya.ask("DELETE", "3/path/data/secret.txt", &[]).await;
    assert_eq!(get(href).await.0, 404);
    for path in ["", "x", "x/", "..%2f/"] {
        let url = format!("{}/{path}", sandbox.links_url());
        assert_eq!(get(url).await.0, 404, "{path}");
    }
    let api = format!("{}/api/2/ping/", sandbox.links_url());
    assert_eq!(get(api).await.0, 404, "the API is elsewhere");
}

#[tokio::test]
async fn files_can_be_sent_into_a_folder_that_may_be_written() {
    let sandbox = empty().await;
    let maya = laid_out(&sandbox).await;
    let (href, rest) = link(&maya, &[("path", "/in")]).await;
    let send = async || {
        let part = Part::bytes(b"new".to_vec()).file_name("new.txt");
        let form = Form::new().part("file", part);
        let request = http().post(&href).multipart(form);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send().await, 403);
    maya.ask("POST", &rest, &[("write", "true")]).await;
    assert!(get(href.clone()).await.1.contains("id=\"upload\""));
    assert_eq!(send().await, 200);
    assert_eq!(maya.text("in/new.txt").await, "new");
    let (_, link): (_, Value) = maya.get(&rest).await;
    assert_eq!(link["acl"]["write"], true);
}
