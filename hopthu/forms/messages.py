"""What can be wrong with a registration form, in both languages: files first, then cells."""

from __future__ import annotations

from hopthu.text.errors import Message
from hopthu.text.language import Text

_SAVE_AS_XLSX = Text(
    "open it in a spreadsheet program, save it as .xlsx and send that",
    "mở bằng chương trình bảng tính, lưu lại thành .xlsx rồi gửi tệp đó",
)
_SEND_AGAIN = Text(
    "open it in a spreadsheet program to see whether it is whole, or ask the province for it again",
    "mở thử bằng chương trình bảng tính xem tệp có còn nguyên vẹn, hoặc đề nghị tỉnh gửi lại",
)
_ONLY_THE_LIST = Text(
    "keep only the list of people and clear the formats of the empty rows",
    "chỉ giữ lại danh sách cán bộ và xoá định dạng của các dòng trống",
)

UNREADABLE = Message(
    "intake.unreadable",
    Text("the file cannot be read: {reason}", "không đọc được tệp: {reason}"),
    Text("check that it exists and its permissions", "kiểm tra tệp có tồn tại và quyền đọc"),
)
EMPTY_FILE = Message(
    "intake.empty-file",
    Text("the file is empty (0 bytes)", "tệp rỗng (0 byte)"),
    Text("ask the province to send it again", "đề nghị tỉnh gửi lại"),
)
TOO_LARGE = Message(
    "intake.too-large",
    Text("the file is larger than {limit} MB", "tệp lớn hơn {limit} MB"),
    _ONLY_THE_LIST,
)
TOO_MUCH = Message(
    "intake.too-much",
    Text(
        "the file unpacks to more than {limit} MB: no form is that large",
        "tệp giải nén ra hơn {limit} MB: không mẫu đăng ký nào lớn như vậy",
    ),
    _ONLY_THE_LIST,
)
TOO_MUCH_MARKUP = Message(
    "intake.too-much-markup",
    Text(
        "the file has more than {limit} elements: no form is that large",
        "tệp có hơn {limit} phần tử: không mẫu đăng ký nào lớn như vậy",
    ),
    _ONLY_THE_LIST,
)
TOO_MANY_CELLS = Message(
    "intake.too-many-cells",
    Text(
        "the file has more than {limit} filled cells: no form has so many",
        "tệp có hơn {limit} ô có dữ liệu: không mẫu đăng ký nào nhiều như vậy",
    ),
    _ONLY_THE_LIST,
)
ENCRYPTED = Message(
    "intake.encrypted",
    Text("the workbook is locked with a password", "tệp bị khoá bằng mật khẩu"),
    Text("save it without a password and send it again", "bỏ mật khẩu, lưu lại rồi gửi lại"),
)
DAMAGED = Message(
    "intake.damaged", Text("the workbook is damaged", "tệp bảng tính bị hỏng"), _SEND_AGAIN
)

_SAVE_AS_DOCX = Text(
    "open it in a word processor, save it as .docx without a password and send that",
    "mở bằng chương trình soạn thảo, lưu lại thành .docx không có mật khẩu rồi gửi tệp đó",
)
NO_CONVERTER = Message(
    "intake.no-converter",
    Text(
        "documents of this kind (.doc, .rtf, .odt) are read through LibreOffice, "
        "which is not installed",
        "văn bản loại này (.doc, .rtf, .odt) được đọc qua LibreOffice, nhưng máy chưa cài",
    ),
    Text(
        "sudo apt-get install --no-install-recommends libreoffice-writer-nogui; "
        "or save the form as .docx",
        "sudo apt-get install --no-install-recommends libreoffice-writer-nogui; "
        "hoặc lưu mẫu thành .docx",
    ),
)
NOT_CONVERTED = Message(
    "intake.not-converted",
    Text(
        "LibreOffice cannot read the document: it is damaged or locked with a password",
        "LibreOffice không đọc được văn bản: tệp bị hỏng hoặc bị khoá bằng mật khẩu",
    ),
    _SAVE_AS_DOCX,
)
CONVERSION_TOO_LONG = Message(
    "intake.conversion-too-long",
    Text(
        "LibreOffice did not get through the document in {seconds} seconds",
        "LibreOffice không xử lý xong văn bản trong {seconds} giây",
    ),
    _SAVE_AS_DOCX,
)
UNPAIRED_QUOTE = Message(
    "intake.unpaired-quote",
    Text(
        "a quotation mark in the line has no second one: where the field ends cannot be told",
        "dấu ngoặc kép trong dòng không có dấu đóng: không xác định được ô kết thúc ở đâu",
    ),
    Text(
        "remove or double the mark, or save the list as .xlsx and send that",
        "xoá hoặc viết đôi dấu đó, hoặc lưu danh sách thành .xlsx rồi gửi lại",
    ),
)
NOT_A_WORKBOOK = Message(
    "intake.not-a-workbook",
    Text(
        "this is {kind}, no table of a spreadsheet or a document",
        "đây là {kind}, không phải bảng tính hay văn bản có bảng",
    ),
    _SAVE_AS_XLSX,
)

FOREIGN_FONT = Message(
    "intake.foreign-font",
    Text(
        "the text is typed in the font {font}, an encoding that cannot be read",
        "văn bản gõ bằng phông {font}, bảng mã này chưa đọc được",
    ),
    Text(
        "convert the text to Unicode (UniKey, Ctrl+Shift+F6) and send it again",
        "chuyển mã văn bản sang Unicode (UniKey, Ctrl+Shift+F6) rồi gửi lại",
    ),
)
UNSURE_ENCODING = Message(
    "intake.unsure-encoding",
    Text(
        "the encoding of the text is not sure, it may be {readings}",
        "chưa chắc văn bản dùng bảng mã nào, có thể là {readings}",
    ),
    Text(
        "type the form in Unicode and send it again; whoever takes it in can choose with "
        "scripts/intake --encoding tcvn3|vni|viqr|cp1258|unicode, for this form alone",
        "gõ lại mẫu bằng Unicode rồi gửi lại; người nhập mẫu có thể chọn bằng "
        "scripts/intake --encoding tcvn3|vni|viqr|cp1258|unicode, cho riêng mẫu này",
    ),
)
LOST_LETTERS = Message(
    "intake.lost-letters",
    Text(
        "letters were lost when the file was saved: “{text}”, {count} cells are like this",
        "tệp bị mất chữ khi lưu: “{text}”, có {count} ô như vậy",
    ),
    Text(
        "send the original, or save that anew as .xlsx or as CSV UTF-8",
        "gửi bản gốc, hoặc lưu lại bản gốc thành .xlsx hay CSV UTF-8",
    ),
)
NO_HEADER = Message(
    "intake.no-header",
    Text(
        "no sheet has a table with a column for names: this is no registration form",
        "không trang tính nào có bảng với cột họ và tên: đây không phải mẫu đăng ký",
    ),
    Text(
        'the first row of the table names its columns: "STT", "Họ và tên", "Ngày sinh", "Chức vụ"…',
        "dòng đầu của bảng phải ghi tên cột: “STT”, “Họ và tên”, “Ngày sinh”, “Chức vụ”…",
    ),
)
EMPTY_FORM = Message(
    "intake.empty-form",
    Text("the form lists nobody", "mẫu đăng ký không có cán bộ nào"),
    Text(
        "fill in one row for each person below the header",
        "điền mỗi cán bộ một dòng bên dưới dòng tên cột",
    ),
)
UNKNOWN_PROVINCE = Message(
    "intake.unknown-province",
    Text(
        "the form does not say which province it comes from",
        "mẫu đăng ký không cho biết là của tỉnh nào",
    ),
    Text(
        'name the agency above the table: "Thi hành án dân sự tỉnh Quảng Ngãi"',
        "ghi tên cơ quan phía trên bảng: “Thi hành án dân sự tỉnh Quảng Ngãi”",
    ),
)
SEVERAL_PROVINCES = Message(
    "intake.several-provinces",
    Text(
        "the sheets are of several provinces: {names}", "các trang tính thuộc nhiều tỉnh: {names}"
    ),
    Text("send one file for each province", "gửi mỗi tỉnh một tệp"),
)

NO_NAME = Message(
    "intake.no-name",
    Text("no name", "thiếu họ và tên"),
    Text("fill it in, or delete the row", "điền họ và tên, hoặc xoá dòng này"),
)
DIGIT_IN_NAME = Message(
    "intake.digit-in-name",
    Text("“{name}” has a digit", "“{name}” có chữ số"),
    Text("write the name as on the identity card", "ghi họ và tên như trên chứng minh nhân dân"),
)
NOT_A_NAME = Message(
    "intake.not-a-name",
    Text("“{name}” is no name", "“{name}” không phải họ và tên"),
    Text("write the name as on the identity card", "ghi họ và tên như trên chứng minh nhân dân"),
)
NOT_A_DATE = Message(
    "intake.not-a-date",
    Text("“{text}” is not a date", "“{text}” không phải là ngày tháng"),
    Text(
        "correct the date of birth, day/month/year", "sửa lại ngày sinh theo thứ tự ngày/tháng/năm"
    ),
)
FUTURE_DATE = Message(
    "intake.future-date",
    Text("born on {text}: that is in the future", "sinh ngày {text}: ngày này chưa đến"),
    Text("correct the date of birth", "sửa lại ngày sinh"),
)
UNDER_AGE = Message(
    "intake.under-age",
    Text("born on {text}: younger than {age}", "sinh ngày {text}: chưa đủ {age} tuổi"),
    Text("correct the date of birth", "sửa lại ngày sinh"),
)
TOO_OLD = Message(
    "intake.too-old",
    Text("born on {text}: older than {age}", "sinh ngày {text}: quá {age} tuổi"),
    Text("correct the date of birth", "sửa lại ngày sinh"),
)
LISTED_TWICE = Message(
    "intake.listed-twice",
    Text("{name} is also in {other}", "{name} đã có ở {other}"),
    Text("keep one of the two rows", "chỉ giữ lại một trong hai dòng"),
)
NUMBER_TOO_SHORT = Message(
    "intake.number-too-short",
    Text(
        "the number {text} is too short: {digits} digits, not {least} to {most}",
        "số {text} quá ngắn: {digits} chữ số, phải từ {least} đến {most}",
    ),
    Text("write the whole number with its leading 0", "ghi đủ số điện thoại, kể cả số 0 ở đầu"),
)
NUMBER_TOO_LONG = Message(
    "intake.number-too-long",
    Text(
        "the number {text} is too long: {digits} digits, not {least} to {most}",
        "số {text} quá dài: {digits} chữ số, phải từ {least} đến {most}",
    ),
    Text(
        "correct it; put a semicolon between two numbers",
        "sửa lại; nếu có hai số thì cách nhau bằng dấu chấm phẩy",
    ),
)
NO_SAVED_VALUE = Message(
    "intake.no-saved-value",
    Text(
        "the formula {text} was saved without its value",
        "công thức {text} được lưu mà không kèm giá trị",
    ),
    Text(
        "open the form in a spreadsheet program and save it, or type the value",
        "mở mẫu bằng chương trình bảng tính rồi lưu lại, hoặc gõ thẳng giá trị vào ô",
    ),
)
ERROR_VALUE = Message(
    "intake.error-value",
    Text("{text}: the formula of this cell failed", "{text}: công thức của ô này bị lỗi"),
    Text("type the value instead of the formula", "gõ thẳng giá trị thay cho công thức"),
)
DIGITS_LOST = Message(
    "intake.digits-lost",
    Text(
        "{text} is shortened: the other digits of the number were not saved",
        "{text} đã bị rút gọn: các chữ số còn lại của số điện thoại không được lưu",
    ),
    Text(
        "format the column as text and type the number again",
        "định dạng cột là văn bản (Text) rồi gõ lại số điện thoại",
    ),
)
HIDDEN_ROW = Message(
    "intake.hidden-row",
    Text(
        "{name} is in a hidden row and was read all the same",
        "{name} nằm trong dòng bị ẩn, vẫn được đọc",
    ),
    Text(
        "delete the row and take the form again if the person is not to be registered",
        "nếu không đăng ký người này thì xoá dòng đó rồi nhập lại mẫu",
    ),
)
HIDDEN_SHEET = Message(
    "intake.hidden-sheet",
    Text(
        "the hidden sheet has a table of {rows} rows, which was not read",
        "trang tính bị ẩn có một bảng {rows} dòng, không được đọc",
    ),
    Text(
        "unhide the sheet and take the form again if these people are to be registered",
        "nếu cần đăng ký những người này thì bỏ ẩn trang tính rồi nhập lại mẫu",
    ),
)
UNKNOWN_AGENCY = Message(
    "intake.unknown-agency",
    Text("“{text}” is no agency of {province}", "“{text}” không phải là cơ quan thuộc {province}"),
    Text(
        "write the type and the name of the district as in the decree: “huyện Bình Sơn”",
        "ghi đúng loại và tên đơn vị hành chính: “huyện Bình Sơn”",
    ),
)

TWO_NAMES = Message(
    "intake.two-name-columns",
    Text(
        "two columns could be the name: {first} and {second}",
        "hai cột đều có thể là họ và tên: {first} và {second}",
    ),
    Text(
        "leave one header “Họ và tên” and name the other column for what it holds",
        "chỉ để một cột ghi “Họ và tên”, đổi tên cột kia theo đúng nội dung",
    ),
)
NOT_OF_THE_NAME = Message(
    "intake.not-of-the-name",
    Text("“{part}” is no part of the name “{name}”", "“{part}” không có trong họ tên “{name}”"),
    Text("correct it, or leave it empty", "sửa lại, hoặc để trống"),
)
UNREAD_COLUMN = Message(
    "intake.unread-column",
    Text("the column “{header}” is not read", "cột “{header}” không được đọc"),
    Text(
        "nothing, unless it is to be registered: then use a header of the form",
        "không cần làm gì; nếu cần đăng ký thì dùng tên cột như trong mẫu",
    ),
)
SAME_COLUMN = Message(
    "intake.same-column",
    Text(
        "the column “{header}” tells the same as an earlier one: it is not read",
        "cột “{header}” trùng ý với một cột trước: không được đọc",
    ),
    Text("name it for what it holds", "đổi tên cột theo đúng nội dung"),
)
REGISTERED_ALREADY = Message(
    "intake.registered-already",
    Text(
        "rows that name an address already given: {n}; they were not read",
        "số dòng đã có địa chỉ được cấp: {n}; không đọc các dòng này",
    ),
    Text("list only people who have no address yet", "chỉ ghi những người chưa có địa chỉ"),
)
AGENCY_IN_DOUBT = Message(
    "intake.agency-in-doubt",
    Text("“{text}” names no agency for sure", "không rõ “{text}” là cơ quan nào"),
    Text("write the one that is meant: {choice}?", "ghi rõ cơ quan: {choice}?"),
)
