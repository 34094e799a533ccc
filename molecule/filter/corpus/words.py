"""What letters of offices are about, in Vietnamese."""

from __future__ import annotations

import unicodedata
from random import Random

AGENCIES = (
    "Cục Thi hành án dân sự tỉnh Bắc Giang",
    "Toà án nhân dân huyện Nga Sơn",
    "Viện kiểm sát nhân dân tỉnh Quảng Ngãi",
    "Văn phòng công chứng số 3",
    "Kho bạc Nhà nước huyện Bỉm Sơn",
    "Ngân hàng Nông nghiệp, chi nhánh Thanh Hoá",
    "Sở Tư pháp tỉnh Hoà Bình",
    "Uỷ ban nhân dân xã Hà Long",
    "Công an thị xã Sầm Sơn",
    "Trung tâm Dịch vụ đấu giá tài sản",
)
NAMES = (
    "Nguyễn Văn Hùng",
    "Lê Thị Ánh Hồng",
    "Phạm Quốc Đạt",
    "Trần Thị Mỹ Lệ",
    "Đỗ Hữu Phước",
    "Hoàng Ngọc Uyên",
    "Vũ Đình Khôi",
    "Bùi Thị Kim Oanh",
    "Y Blê Niê",
    "Giàng A Páo",
)
SUBJECTS = (
    "V/v phối hợp xác minh điều kiện thi hành án",
    "Báo cáo kết quả thi hành án tháng {month}",
    "Giấy mời họp giao ban quý {quarter}",
    "HOẢ TỐC: rà soát việc có điều kiện thi hành",
    "KHẨN - đề nghị gửi số liệu trước 16h00!!!",
    "Công văn số {number}/THADS-NV",
    "Quyết định thi hành án số {number}/QĐ-CTHADS",
    "Thông báo bán đấu giá tài sản kê biên",
    "Lịch trực cơ quan tuần {number}",
    "Đăng ký tập huấn nghiệp vụ chấp hành viên",
    "Xin ý kiến dự thảo Kế hoạch công tác năm",
    "Danh sách cán bộ đề nghị cấp hộp thư",
    "Phiếu chuyển đơn của bà {name}",
    "Biên bản kê biên ngày {day}/{month}",
    "Mời dự lễ cưới",
    "hoi ve viec nop tien thi hanh an",
)
SENTENCES = (
    "Căn cứ Luật Thi hành án dân sự ngày 14 tháng 11 năm 2008 của Quốc hội;",
    "Căn cứ Bản án số {number}/DSST của {agency} đã có hiệu lực pháp luật;",
    "Đề nghị quý cơ quan phối hợp, cung cấp thông tin về tài khoản của ông {name}.",
    "Người phải thi hành án: ông {name}, phải nộp số tiền {money} đồng.",
    "Thời hạn tự nguyện thi hành án là 15 ngày, kể từ ngày nhận được quyết định này.",
    "Số tiền chuyển vào tài khoản {account} tại {agency}, nội dung: nộp tiền thi hành án.",
    "Tài sản gồm quyền sử dụng đất {number} m2 và một xe ô tô; giá khởi điểm {money} đồng.",
    "Mọi vướng mắc xin liên hệ đồng chí {name}, điện thoại 037.3{account}.",
    "Kính mời đồng chí tới dự cuộc họp lúc 8h00 ngày {day}/{month} tại hội trường tầng 2.",
    "Văn bản được đăng tại http://www.moj.gov.vn/vbpq và gửi kèm thư này.",
    "Đồng chí {name} báo cáo lãnh đạo trước ngày {day}/{month} để tổng hợp, gửi Bộ Tư pháp.",
    "Em gửi anh bản đã sửa, anh xem giúp em mục II và phần nơi nhận nhé.",
    "Chị ơi, mai em nghỉ phép, việc của hồ sơ số {number} em đã bàn giao cho {name}.",
    "Miễn phí cho cán bộ tham dự; cơ quan chi trả tiền ăn, nghỉ theo quy định hiện hành.",
    "Nhận được thư này đề nghị trả lời ngay bằng văn bản, không chậm quá 24 giờ.",
)

SHORT = (
    "ok anh",
    "Đã nhận, cảm ơn chị.",
    "Kính chuyển.",
    "Nhất trí.",
    "1",
    "Em gửi anh.",
    "Da nhan duoc cong van.",
    "?",
    "Chúc mừng năm mới!!!",
    "Gọi lại cho tôi: 0912345678",
)


class Writer:
    """Draws texts; the same ones for the same random numbers."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def _filled(self, text: str) -> str:
        draw = self.random
        return text.format(
            number=draw.randint(1, 999),
            money=f"{draw.randint(1, 9000) * 1_000_000:,}".replace(",", "."),
            account=draw.randint(100_000, 999_999),
            day=draw.randint(1, 28),
            month=draw.randint(1, 12),
            quarter=draw.randint(1, 4),
            name=draw.choice(NAMES),
            agency=draw.choice(AGENCIES),
        )

    def subject(self) -> str:
        """What a letter is about."""
        return self._filled(self.random.choice(SUBJECTS))

    def paragraphs(self, count: int) -> list[str]:
        """So many sentences of a letter, a paragraph each."""
        return [self._filled(self.random.choice(SENTENCES)) for _ in range(count)]

    def signature(self) -> str:
        """Who writes."""
        name, agency = self.random.choice(NAMES), self.random.choice(AGENCIES)
        return (
            f"Trân trọng.\n--\n{name}\n{agency}\nĐT: 037.3{self.random.randint(100_000, 999_999)}"
        )

    def letter(self, count: int = 4) -> str:
        """A whole plain letter."""
        greeting = self.random.choice(
            ("Kính gửi các đồng chí,", "Kính gửi Quý cơ quan,", "Anh ơi,")
        )
        return "\n\n".join([greeting, *self.paragraphs(count), self.signature()]) + "\n"


def unmarked(text: str) -> str:
    """Return what people wrote whose machine had no marks."""
    bare = text.replace("Đ", "D").replace("đ", "d")
    return "".join(each for each in unicodedata.normalize("NFD", bare) if each.isascii())


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def toned(text: str) -> str:
    """Return a text with its tones behind their letters, as code page 1258 has them."""

    def parted(sign: str) -> str:
        whole = unicodedata.normalize("NFD", sign)
        tones = "".join(each for each in whole if each in _TONES)
        base = "".join(each for each in whole if each not in _TONES)
        return unicodedata.normalize("NFC", base) + tones

    return "".join(parted(sign) for sign in text)
