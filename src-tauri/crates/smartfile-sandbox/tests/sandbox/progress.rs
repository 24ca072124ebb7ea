//! How far an upload has come.

use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::practice::{Person, empty};

#[tokio::test]
async fn an_upload_with_a_number_can_be_watched() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Vec<u8>, std::io::Error>>(1);
    let chunks = futures_util::stream::unfold(receiver, |mut receiver| async {
        Some((receiver.recv().await?, receiver))
    });
    let body = reqwest::Body::wrap_stream(chunks);
    let form = Form::new().part("f", Part::stream(body).file_name("a.bin"));
    let upload = maya
        .request("POST", "2/path/data/")
        .header("x-upload-uuid", "0f-1")
        .multipart(form)
        .send();
    let look = async || maya.get("2/path/progress/0f-1/").await;
    let watching = async {
        sender.send(Ok(vec![1; 5000])).await.unwrap();
        let mut looks = 0;
        while look().await.1["received"] != 5000 && looks < 1000 {
            looks += 1;
        }
        let (_, seen) = look().await;
        drop(sender);
        assert_eq!(
            json!([seen["received"], seen["done"]]),
            json!([5000, false])
        );
    };
    let (uploaded, ()) = tokio::join!(upload, watching);
    assert_eq!(uploaded.unwrap().status(), 200);
    assert_eq!(
        look().await,
        (
            200,
            json!({"done": true, "received": 5000, "total": null, "uuid": "0f-1"})
        )
    );
    assert_eq!(maya.get("2/path/progress/none/").await.0, 404);
}
