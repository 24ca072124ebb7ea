//! Tasks: their answers, their states, their end.

use std::time::Duration;

use serde_json::{Value, json};
use smartfile_sandbox::{Endpoint, Fault, TaskAnswer, TaskStatus};

use crate::practice::{Person, empty};

async fn begin(maya: &Person<'_>) -> (u16, Value) {
    maya.put("a.txt", "1").await;
    let form = [("path", "/a.txt")];
    maya.ask("POST", "2/path/oper/remove/", &form).await
}

#[tokio::test]
async fn an_operation_answers_in_the_three_ways_that_are_known() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let (status, task) = begin(&maya).await;
    let uuid = task["uuid"].as_str().unwrap();
    assert_eq!(
        (status, &task),
        (
            200,
            &json!({"type": "Remove", "url": format!("/api/2/task/{uuid}/"), "uuid": uuid})
        )
    );
    assert_eq!(uuid.len(), 36);
    let turn = |answer| {
        sandbox
            .switches()
            .change(|switches| switches.task_answer = answer);
    };
    turn(TaskAnswer::Absolute);
    let (_, task) = begin(&maya).await;
    let own = format!("{}/api/2/task/", sandbox.url());
    assert!(task["url"].as_str().unwrap().starts_with(&own));
    turn(TaskAnswer::Redirect);
    maya.put("a.txt", "1").await;
    let request = maya.request("POST", "2/path/oper/remove/");
    let response = request.form(&[("path", "/a.txt")]).send().await.unwrap();
    assert_eq!(response.status(), 302);
    let place = response.headers()["location"].to_str().unwrap();
    let rest = place.strip_prefix(sandbox.url()).unwrap();
    let (status, task) = maya.get(rest.strip_prefix("/api/").unwrap()).await;
    assert_eq!(
        (status, &task["result"]["status"]),
        (200, &json!("SUCCESS"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_long_task_waits_works_and_ends_on_tokios_clock() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    sandbox
        .switches()
        .change(|switches| switches.task_length = Duration::from_mins(4));
    let (_, task) = begin(&maya).await;
    let rest = format!("2/task/{}/", task["uuid"].as_str().unwrap());
    let state = async || maya.get(&rest).await.1["result"].clone();
    assert_eq!(state().await, json!({"result": {}, "status": "PENDING"}));
    tokio::time::advance(Duration::from_mins(2)).await;
    assert_eq!(state().await, json!({"result": {}, "status": "PROGRESS"}));
    assert_eq!(maya.names("").await, ["a.txt"], "not done yet");
    tokio::time::advance(Duration::from_mins(3)).await;
    // The work runs beside this test; its end is asked for, not waited for.
    let mut looks = 0;
    while state().await["status"] == "PROGRESS" && looks < 1000 {
        looks += 1;
    }
    assert_eq!(
        state().await,
        json!({"result": {"errors": {}}, "status": "SUCCESS"})
    );
    assert_eq!(maya.names("").await, Vec::<String>::new());
    tokio::time::advance(Duration::from_hours(2)).await;
    assert_eq!(maya.get(&rest).await.0, 404, "forgotten");
}

#[tokio::test(start_paused = true)]
async fn a_task_that_is_cancelled_does_nothing_more() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    sandbox
        .switches()
        .change(|switches| switches.task_length = Duration::from_mins(4));
    let (_, task) = begin(&maya).await;
    let rest = format!("2/task/{}/", task["uuid"].as_str().unwrap());
    assert_eq!(maya.ask("DELETE", &rest, &[]).await.0, 204);
    assert_eq!(maya.get(&rest).await.1["result"]["status"], "REVOKED");
    tokio::time::advance(Duration::from_mins(10)).await;
    assert_eq!(maya.names("").await, ["a.txt"]);
    assert_eq!(maya.ask("DELETE", &rest, &[]).await.0, 204);
    assert_eq!(maya.get(&rest).await.0, 404, "a second time forgets it");
    sandbox
        .switches()
        .change(|switches| switches.task_cancel = false);
    let (_, task) = begin(&maya).await;
    let rest = format!("2/task/{}/", task["uuid"].as_str().unwrap());
    assert_eq!(maya.ask("DELETE", &rest, &[]).await.0, 405);
}

#[tokio::test]
async fn a_task_can_fail_or_lie_and_has_its_status_in_two_places() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    for (fault, status) in [(Fault::FailTask, "FAILURE"), (Fault::Lie, "SUCCESS")] {
        sandbox.faults().next(Endpoint::Operation, fault);
        let (_, task) = begin(&maya).await;
        let rest = format!("2/task/{}/", task["uuid"].as_str().unwrap());
        assert_eq!(maya.get(&rest).await.1["result"]["status"], status);
        assert_eq!(maya.names("").await, ["a.txt"]);
    }
    sandbox
        .switches()
        .change(|switches| switches.task_status = TaskStatus::Top);
    let (_, task) = begin(&maya).await;
    let rest = format!("2/task/{}/", task["uuid"].as_str().unwrap());
    let (_, task) = maya.get(&rest).await;
    assert_eq!(
        (&task["status"], &task["result"]),
        (&json!("SUCCESS"), &json!({"errors": {}}))
    );
}

#[tokio::test]
async fn everybody_sees_their_own_tasks_in_pages() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let mut uuid = String::new();
    for _ in 0..3 {
        uuid = begin(&maya).await.1["uuid"].as_str().unwrap().to_owned();
    }
    let (_, list) = maya.get("2/task/?limit=2").await;
    assert_eq!(
        json!([
            list["total"],
            list["page"],
            list["pages"],
            list["per_page"],
            list["previous"]
        ]),
        json!([3, 1, 2, 2, null])
    );
    assert_eq!(list["results"].as_array().unwrap().len(), 2);
    let next = list["next"].as_str().unwrap();
    let rest = next
        .strip_prefix(&format!("{}/api/", sandbox.url()))
        .unwrap();
    let (_, second) = maya.get(rest).await;
    assert_eq!(second["results"][0]["uuid"], uuid);
    assert_eq!(second["next"], Value::Null);
    let jonas = Person::new(&sandbox, "jonas");
    assert_eq!(jonas.get("2/task/").await.1["total"], 0);
    assert_eq!(jonas.get(&format!("2/task/{uuid}/")).await.0, 404);
    assert_eq!(maya.get("2/task/none/").await.0, 404);
}
