"""What can go wrong with the embedded directory, in both languages."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

PROGRAM_MISSING = Message(
    "lab-program-missing",
    Text(en="the program {program} is not installed", vi="chưa cài đặt chương trình {program}"),
    Text(
        en="as root: apt-get install {packages}", vi="dùng quyền root: apt-get install {packages}"
    ),
)
PROGRAM_FAILED = Message(
    "lab-program-failed",
    Text(
        en="{program} failed with status {status}: {output}",
        vi="{program} bị lỗi với mã {status}: {output}",
    ),
    Text(
        en="put right what it names and start again; the embedded directory is in {folder}",
        vi="sửa điều nêu trên rồi khởi động lại; thư mục LDAP nhúng nằm trong {folder}",
    ),
)
NOT_STARTED = Message(
    "lab-not-started",
    Text(en="slapd did not start: {output}", vi="slapd không khởi động được: {output}"),
    Text(en="its whole log is in {log}", vi="toàn bộ nhật ký nằm trong {log}"),
)
NOT_STOPPED = Message(
    "lab-not-stopped",
    Text(en="slapd (process {pid}) does not end", vi="slapd (tiến trình {pid}) không chịu dừng"),
    Text(
        en="look at the load of the machine and its disk, then stop it again",
        vi="kiểm tra tải của máy và đĩa, rồi dừng lại lần nữa",
    ),
)
NOT_OURS = Message(
    "lab-not-ours",
    Text(
        en="{folder} holds files that are not the embedded directory's: {names}",
        vi="{folder} chứa các tệp không thuộc thư mục LDAP nhúng: {names}",
    ),
    Text(
        en="move them away, or name another folder; they were left untouched",
        vi="chuyển chúng đi nơi khác hoặc chọn thư mục khác; các tệp đó được giữ nguyên",
    ),
)
NO_SCHEMA = Message(
    "lab-no-schema",
    Text(en="the schema file {file} is missing", vi="thiếu tệp lược đồ {file}"),
    Text(
        en="reinstall slapd if it is Debian's; restore it with git if it is the project's",
        vi="cài lại slapd nếu là tệp của Debian; khôi phục bằng git nếu là tệp của dự án",
    ),
)
