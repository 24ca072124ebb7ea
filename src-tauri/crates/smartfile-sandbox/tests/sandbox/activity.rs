//! What happened on the site.

use serde_json::{Value, json};

use crate::practice::{Person, empty};

async fn busy(maya: &Person<'_>) {
    maya.ask("PUT", "2/path/oper/mkdir/in", &[]).await;
    maya.put("in/a%2Cb.txt", "123").await;
    maya.text("in/a%2Cb.txt").await;
    maya.ask("DELETE", "3/path/data/in/a%2Cb.txt", &[]).await;
}

fn actions(events: &Value) -> Vec<&str> {
    let events = events.as_array().unwrap().iter();
    events
        .map(|event| event["action"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn an_export_has_the_fields_and_the_events_asked_for() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    busy(&maya).await;
    let (status, events) = maya.get("3/activity/export/").await;
    assert_eq!(status, 200);
    let all = ["path created", "path written", "path read", "path removed"];
    assert_eq!(actions(&events), all);
    assert_eq!(
        json!([
            events[1]["user_username"],
            events[1]["obj0_name"],
            events[1]["size"]
        ]),
        json!(["maya", "/in/a,b.txt", 3])
    );
    assert_eq!(events[0].as_object().unwrap().len(), 11);
    let rest = "3/activity/export/?fields[]=action&fields[]=size&keyword=written";
    let (_, events) = maya.get(rest).await;
    assert_eq!(events, json!([{"action": "path written", "size": 3}]));
    let since = |time: &str| format!("3/activity/export/?timestamp[]=%3E%3D{time}");
    let (_, events) = maya.get(&since("2120-01-01T00:00:00")).await;
    assert_eq!(events, json!([]));
    let between = since("2020-01-01T00:00:00") + "&timestamp[]=%3C2120-01-01T00:00:00";
    assert_eq!(actions(&maya.get(&between).await.1), all);
}

#[tokio::test]
async fn an_export_comes_as_text_too() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    busy(&maya).await;
    for (format, kind, expected) in [
        (
            "csv",
            "text/csv",
            "action,obj0_name\r\npath written,\"/in/a,b.txt\"\r\n",
        ),
        (
            "tsv",
            "text/tab-separated-values",
            "action\tobj0_name\r\npath written\t/in/a,b.txt\r\n",
        ),
        (
            "xml",
            "application/xml",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<response><resource><action>path written\
             </action><obj0_name>/in/a,b.txt</obj0_name></resource></response>\n",
        ),
    ] {
        let fields = "fields[]=action&fields[]=obj0_name&keyword=written";
        let rest = format!("3/activity/export/?{fields}&format={format}");
        let response = maya.request("GET", &rest).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], kind);
        assert_eq!(response.text().await.unwrap(), expected);
    }
}

#[tokio::test]
async fn what_an_export_does_not_know_is_refused_sentence_by_sentence() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let rest = "3/activity/export/?user=maya&fields[]=colour&timestamp[]=2020";
    let (status, answer) = maya.get(rest).await;
    assert_eq!(status, 400);
    assert_eq!(
        answer,
        json!([
            "Unknown parameter: user.",
            "Unknown field: colour.",
            "Unknown comparison: 2020."
        ])
    );
    assert_eq!(maya.get("3/activity/export/?format=pdf").await.0, 400);
}

#[tokio::test]
async fn the_older_activity_is_switched_off_and_can_be_switched_on() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let jonas = Person::new(&sandbox, "jonas");
    busy(&maya).await;
    assert_eq!(maya.get("2/activity/").await.0, 404);
    sandbox
        .switches()
        .change(|switches| switches.activity_2 = true);
    let (_, list) = maya.get("2/activity/?limit=3").await;
    assert_eq!(json!([list["total"], list["pages"]]), json!([4, 2]));
    for (query, total) in [
        ("action=path+read", 1),
        ("user=jonas", 0),
        ("path=/in/", 3),
        ("timestamp_min=2120-01-01", 0),
        ("timestamp_max=2120-01-01", 4),
    ] {
        let (_, list) = maya.get(&format!("2/activity/?{query}")).await;
        assert_eq!(list["total"], total, "{query}");
    }
    assert_eq!(jonas.get("2/activity/").await.1["total"], 0, "one's own");
    let csv = maya
        .request("GET", "2/activity/?format=csv")
        .send()
        .await
        .unwrap();
    assert_eq!(csv.text().await.unwrap().lines().count(), 5);
}
