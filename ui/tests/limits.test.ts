import { expect, test } from "vitest";
import { problem } from "../src/host/worlds";
import { desk } from "./desk";
import { settled } from "./stage";

const field = (page: Awaited<ReturnType<typeof desk>>, testid: string) =>
  page.get(testid) as HTMLSelectElement;

async function open() {
  const page = await desk();
  page.app.place = "account";
  await settled();
  await page.click("account-limits");
  return page;
}

test("how many at once and how fast are shown as they are, chosen, and kept", async () => {
  const page = await open();
  expect(field(page, "limits-parallel").value).toBe("3");
  expect(field(page, "limits-speed").selectedOptions[0]?.textContent).toBe("As fast as it can");
  await page.user.selectOptions(field(page, "limits-parallel"), "1");
  await page.user.selectOptions(field(page, "limits-speed"), "2 MB a second");
  await page.click("limits-save");
  expect(page.host.limits).toEqual({ parallel: 1, bytesPerSecond: 2_000_000 });
  expect(page.find("limits-save")).toBeNull();
  await page.click("account-limits");
  expect(field(page, "limits-speed").value).toBe("2000000");
  await page.user.selectOptions(field(page, "limits-speed"), "As fast as it can");
  await page.click("limits-save");
  expect(page.host.limits).toEqual({ parallel: 1, bytesPerSecond: null });
});

test("a limit that is no usual one stays what it is", async () => {
  const page = await desk();
  page.host.limits = { parallel: 8, bytesPerSecond: 3_500_000 };
  page.app.limitsOpen = true;
  await settled();
  expect(field(page, "limits-speed").selectedOptions[0]?.textContent).toBe("3.5 MB a second");
  await page.click("limits-save");
  expect(page.host.limits).toEqual({ parallel: 8, bytesPerSecond: 3_500_000 });
});

test("what could not be kept is said, and the choice stays", async () => {
  const page = await open();
  await page.user.selectOptions(field(page, "limits-parallel"), "6");
  page.host.failures.set("limitTransfers", problem("own_folder"));
  await page.click("limits-save");
  expect(document.querySelector("[role=alert].field-problem")?.textContent.trim()).not.toBe("");
  expect(field(page, "limits-parallel").value).toBe("6");
  await page.click("limits-save");
  expect(page.host.limits.parallel).toBe(6);
});

test("the same choice is in the list of transfers", async () => {
  const page = await desk();
  page.app.transfers.open = true;
  await settled();
  await page.click("tray-limits");
  expect(page.find("limits-save")).not.toBeNull();
  page.get("limits").dispatchEvent(new Event("cancel", { cancelable: true }));
  await settled();
  expect(page.find("limits-save")).toBeNull();
});
