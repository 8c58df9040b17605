"""Scratch: pictures."""
from tests.browser.marksheet import SheetInBrowser
from eduportal import scoping

def test_look(sheet: SheetInBrowser) -> None:
    errors=[]
    sheet.page.on("pageerror", lambda e: errors.append(str(e)))
    sheet.page.on("console", lambda m: errors.append(m.text) if m.type in("error","warning") else None)
    sheet.type(0, "gk", "8")
    sheet.expect_stored(0, "gk", 80)
    sheet.type(0, "gk", "7,5")
    sheet.expect_stored(0, "gk", 75)
    sheet.go(0, "gk")
    sheet.page.keyboard.press("F4")
    sheet.page.locator("#side-comment").fill("Chấm bù sau khi em nghỉ ốm ngày 12/10")
    sheet.page.click("[data-side-form] button")
    sheet.page.locator(".side__list q").wait_for()
    sheet.page.screenshot(path="/tmp/g1.png")
    sheet.page.keyboard.press("Escape")
    sheet.speak("vi")
    sheet.page.reload()
    sheet.go(0, "gk")
    sheet.page.set_viewport_size({"width":390,"height":844})
    sheet.page.keyboard.press("F4")
    sheet.page.locator("[data-side-title]").wait_for()
    sheet.page.screenshot(path="/tmp/g2.png")
    sheet.page.keyboard.press("Escape")
    sheet.page.keyboard.press("Shift+?")
    sheet.page.set_viewport_size({"width":1366,"height":768})
    sheet.page.screenshot(path="/tmp/g3.png")
    print(errors)
    assert not errors
