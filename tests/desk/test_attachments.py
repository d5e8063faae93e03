"""Files added to a case: by what they hold, to a limit, for those who see it; nothing comes along unseen."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from service.domain.attachments import WORD
from service.domain.people import CUSTOMER
from service.errors import CaseNotFound, Invalid, NotAllowed
from service.operations import attachments as operations
from service.operations.attachments import AttachmentGiven, file_store, keep_attachment, sweep_files
from service.operations.copies import CopyGiven, copy_case
from service.queries.attachments import attachment_file, case_attachments
from service.runtime import Runtime
from service.store import pictures
from tests.desk.along import TECH
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback

Visit = Callable[..., Person]


def photo(size: tuple[int, int] = (40, 20), kind: str = "JPEG", **kept: Any) -> bytes:
    """A picture as a camera writes it."""
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **kept)
    return written.getvalue()


def with_place() -> bytes:
    """A photo that tells where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCam"
    exif.get_ifd(0x8825)[1] = "N"
    return photo(exif=exif)


def archive(*names: str) -> bytes:
    """A zip archive of empty files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name in names:
            made.writestr(name, "")
    return written.getvalue()


def given(content: bytes, name: str = "x.jpg", **more: Any) -> AttachmentGiven:
    """A file as it is sent, with a type nobody should believe."""
    return AttachmentGiven(name, "image/png", io.BytesIO(content), **more)


@pytest.mark.parametrize(
    ("content", "sent", "kept", "kind"),
    [
        (photo(), "door.jpg", "door.jpg", "image/jpeg"),
        (photo(), "door.exe", "door.exe.jpg", "image/jpeg"),
        (photo(kind="PNG"), "door.jpg", "door.jpg.png", "image/png"),
        (photo(kind="WEBP"), "door.webp", "door.webp.jpg", "image/jpeg"),
        (b"%PDF-1.7 ...", "合同.pdf", "合同.pdf", "application/pdf"),
        ("温度\t38\n".encode("gb18030"), "readings.csv", "readings.csv", "text/plain"),
        (archive("[Content_Types].xml", "word/document.xml"), "a.docx", "a.docx", WORD.content_type),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "call.wav", "call.wav", "audio/wav"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00", "clip.mp4", "clip.mp4", "video/mp4"),
        (b"plain words", "../../etc/pass\u202ewd\x00.txt", "passwd.txt", "text/plain"),
        (b"plain words", "..", "file.txt", "text/plain"),
    ],
)
def test_a_file_is_what_it_holds_and_its_name_tells_the_truth(
    office: Runtime, content: bytes, sent: str, kept: str, kind: str
) -> None:
    found = keep_attachment(office, feedback(office).id, given(content, sent), by=AGENT)
    assert found.name == kept
    assert found.content_type == kind


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "kind"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><p>", "kind"),
        (b"words, and later <script>alert(1)</script>", "kind"),
        (b"MZ\x90\x00", "kind"),
        (archive("a.txt"), "kind"),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "kind"),
        (b"PK\x03\x04 broken", "kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "kind"),
        (b"\xff\xd8\xff broken", "cannot be read"),
        (photo()[:200], "cannot be read"),
        (b"x" * 20_001, "larger"),
    ],
)
def test_what_is_not_kept_is_refused_and_leaves_nothing_behind(
    office: Runtime, content: bytes, why: str
) -> None:
    rt = office
    rt.settings = replace(rt.settings, attachment_bytes=20_000)
    case = feedback(rt)
    with pytest.raises(Invalid, match=why):
        keep_attachment(rt, case.id, given(content), by=AGENT)
    assert case_attachments(rt, case.id, by=AGENT) == ()
    assert not [each for each in (rt.settings.data_dir / "attachments").rglob("*") if each.is_file()]


def test_only_a_picture_is_kept_as_a_photo(office: Runtime) -> None:
    """What is renamed to look like one is a text, and stands beside the case as a file."""
    case, words = feedback(office), b"not a picture"
    with pytest.raises(Invalid, match="cannot be read"):
        keep_attachment(office, case.id, replace(given(words, "door.jpg"), purpose="photo"), by=AGENT)
    assert not [each for each in (office.settings.data_dir / "attachments").rglob("*") if each.is_file()]
    assert keep_attachment(office, case.id, given(words, "door.jpg"), by=AGENT).content_type == "text/plain"


def test_a_picture_comes_upright_and_tells_neither_place_nor_camera(office: Runtime) -> None:
    case = feedback(office)
    found = keep_attachment(office, case.id, given(with_place()), by=AGENT)
    _view, path = attachment_file(office, found.id, by=AGENT)
    with Image.open(path) as kept:
        assert (kept.width, kept.height) == (found.width, found.height) == (20, 40)
        assert not kept.getexif() and b"SecretCam" not in path.read_bytes()
    small = attachment_file(office, found.id, small=True, by=AGENT)[1]
    assert small.is_file() and small != path


def test_a_picture_that_unpacks_to_more_than_memory_is_refused_unopened(
    office: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = given(photo((200, 200), "PNG"))
    case = feedback(office)
    monkeypatch.setattr(pictures, "MOST_PIXELS", 10_000)
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("it was opened"))
    with pytest.raises(Invalid, match="too many pixels"):
        keep_attachment(office, case.id, bomb, by=AGENT)


def test_a_stream_without_end_is_read_no_further_than_the_limit(office: Runtime) -> None:
    class Endless(io.RawIOBase):
        read_so_far = 0

        def read(self, size: int = -1) -> bytes:
            self.read_so_far += size
            return b"x" * size

    endless = Endless()
    sent = AttachmentGiven("x.txt", "", endless)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="larger"):
        keep_attachment(office, feedback(office).id, sent, by=AGENT)
    assert endless.read_so_far < office.settings.attachment_bytes + 200_000


def test_a_case_holds_so_many_files_and_no_more(office: Runtime) -> None:
    office.settings = replace(office.settings, attachments_per_case=1)
    case = feedback(office)
    keep_attachment(office, case.id, given(photo()), by=AGENT)
    with pytest.raises(Invalid, match="too many files"):
        keep_attachment(office, case.id, given(photo()), by=AGENT)


def test_whoever_does_not_see_the_case_adds_nothing_and_fetches_nothing(
    office: Runtime, visit: Visit
) -> None:
    case = feedback(office)
    found = keep_attachment(office, case.id, given(photo()), by=AGENT)
    with pytest.raises(CaseNotFound):
        keep_attachment(office, case.id, given(photo()), by=TECH)
    tech = visit("tech").client
    for place in (f"/desk/attachments/{found.id}", f"/desk/attachments/{found.id}/picture"):
        assert tech.get(place).status_code == 404
        assert visit("agent").client.get(place).status_code == 200
    for place in (f"/api/v1/attachments/{found.id}", f"/api/v1/cases/{case.id}/attachments"):
        assert tech.get(place).status_code == 404


def test_the_customer_may_add_to_the_case_of_their_link(office: Runtime) -> None:
    case = feedback(office)
    found = keep_attachment(office, case.id, given(photo(), purpose="photo"), by=CUSTOMER)
    assert (found.by, found.purpose) == ("customer", "photo")


def test_a_file_is_saved_never_run(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    found = keep_attachment(office, case.id, given(b"%PDF-1.7", 'a;b"c.pdf'), by=AGENT)
    for place in (f"/desk/attachments/{found.id}", f"/api/v1/attachments/{found.id}/content"):
        answer = visit("agent").client.get(place)
        told = answer.headers
        assert told["Content-Disposition"].startswith("attachment;") and answer.data == b"%PDF-1.7"
        assert told["X-Content-Type-Options"] == "nosniff" and told["Content-Security-Policy"].startswith(
            "default-src 'none'"
        )
    assert visit("agent").client.get(f"/desk/attachments/{found.id}/picture").status_code == 404


def test_several_are_sent_at_once_and_one_refused_does_not_hold_up_the_rest(
    office: Runtime, visit: Visit
) -> None:
    case = feedback(office)
    person = visit("agent")
    files = [(io.BytesIO(photo()), "door.jpg"), (io.BytesIO(b"MZ\x00"), "door.exe")]
    data = {"csrf": person._csrf, "file": files}
    answer = person.client.post(f"/desk/cases/{case.id}/attachments", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Added: door.jpg." in page and "door.exe was not added: This kind of file is not kept." in page
    story = person.get(f"/desk/cases/{case.id}").get_data(as_text=True)
    assert "Amy Chen 陈雨 added a file" in story and "door.jpg" in story


def test_crash_between_file_and_row_leaves_a_file_that_the_sweep_takes(
    office: Runtime, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = feedback(office)
    kept = keep_attachment(office, case.id, given(photo()), by=AGENT)
    files = file_store(office.settings)
    orphan = files.keep(b"left by a crash")
    clock.set(office.now().replace(year=2040))
    assert sweep_files(office) == 1
    assert not files.path_of(orphan).exists()
    assert attachment_file(office, kept.id, by=AGENT)[1].is_file()


def test_a_row_that_cannot_be_written_leaves_no_file(
    office: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = feedback(office)

    def crash(*_told: object) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(operations, "_entered", crash)
    with pytest.raises(RuntimeError):
        keep_attachment(office, case.id, given(photo()), by=AGENT)
    assert not [each for each in (office.settings.data_dir / "attachments").rglob("*") if each.is_file()]


def test_whoever_was_given_a_case_to_read_adds_nothing_to_it(office: Runtime) -> None:
    case = feedback(office)
    copy_case(office, case.id, CopyGiven((TECH.name,)), by=AGENT)
    with pytest.raises(NotAllowed):
        keep_attachment(office, case.id, given(photo()), by=TECH)
    assert case_attachments(office, case.id, by=TECH) == ()
    kept = office.settings.data_dir / "attachments"
    assert not [each for each in kept.rglob("*") if each.is_file()]


def test_nobody_waits_while_a_picture_sent_with_a_key_is_drawn(
    office: Runtime, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, drawn = feedback(office), pictures.redrawn
    client = visit("agent").client
    cookie = client.get_cookie("aftercare_csrf")
    assert cookie is not None

    def meanwhile(*told: Any) -> Any:
        with ThreadPoolExecutor(1) as another:
            another.submit(feedback, office, "Another matter").result(timeout=10)
        return drawn(*told)

    def send(address: str, content: bytes) -> TestResponse:
        sent = {"files": (io.BytesIO(content), "door.jpg")}
        headers = {"X-CSRF-Token": cookie.value, "Idempotency-Key": "one"}
        return client.post(f"/api/v1{address}", data=sent, headers=headers)

    monkeypatch.setattr(operations, "redrawn", meanwhile)
    token = case.tracking_url.rpartition("/")[2]
    for address in (f"/cases/{case.id}/attachments", f"/tracking/{token}/photos"):
        first, again = (send(address, photo()) for _ in range(2))
        assert first.status_code in (200, 201) and again.status_code == first.status_code
        assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
        assert send(address, photo((90, 60))).json["code"] == "idempotency_key_reused"
    assert len(case_attachments(office, case.id, by=AGENT)) == 2
    kept = [each for each in (office.settings.data_dir / "attachments").rglob("*") if each.is_file()]
    assert len(kept) == 4, "two pictures, each with its small copy"
