"""What the pages say of files, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "attachments": ("Files and photos", "附件与照片"),
    "no_attachments": ("No files yet.", "暂无附件。"),
    "attach": ("Add files", "添加附件"),
    "attach_choose": ("Choose files", "选择文件"),
    "attach_hint": (
        "Or drop them here. Pictures, PDF, office files, text, recordings, up to {size} each.",
        "也可将文件拖到此处。支持图片、PDF、Office 文档、文本、录音录像，每个不超过 {size}。",
    ),
    "attach_photo": ("Take a photo", "拍照"),
    "attach_sending": ("The files are being sent …", "正在上传…"),
    "attach_kept": ("Added: {names}.", "已添加：{names}。"),
    "attach_refused": ("{name} was not added: {why}", "{name} 未添加：{why}"),
    "attach_none": ("No file was chosen.", "没有选择文件。"),
    "file_keep": ("keep", "保留"),
    "sign_here": ("Sign here with a finger or the mouse", "请在此处用手指或鼠标签名"),
    "sign_clear": ("Clear", "重签"),
    "sign_use": ("Take this signature", "确认签名"),
    "sign_typed": ("Or sign by typing the full name", "或输入姓名代替签名"),
    "sign_by_name": ("Sign by name", "以姓名签署"),
    "to_task": ("Back to the task", "返回任务"),
    "attach_by": ("{who}, {at}", "{who}，{at}"),
    "attach_open": ("Open the picture {name}", "查看图片 {name}"),
    "purpose_photo": ("Photo", "照片"),
    "purpose_signature": ("Signature", "签名"),
    "wrong_larger_than_allowed": ("It is larger than allowed.", "超过允许的大小。"),
    "wrong_empty": ("It is empty.", "内容为空。"),
    "wrong_not_a_kind_of_file_that_is_kept": (
        "This kind of file is not kept.",
        "不支持此类文件。",
    ),
    "wrong_a_picture_that_cannot_be_read": ("The picture cannot be read.", "图片无法读取。"),
    "wrong_a_picture_with_too_many_pixels": ("The picture has too many pixels.", "图片像素过多。"),
    "wrong_too_many_files_in_this_case": ("This case holds too many files.", "此工单的附件过多。"),
    "event_attachment.added": ("{who} added a file", "{who} 添加了附件"),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}


def size_words(size: int) -> str:
    """A size as people say it."""
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} B"
