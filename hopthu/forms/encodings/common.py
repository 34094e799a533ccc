"""Syllables that names and titles are made of: they tell the likelier of two readings."""

from __future__ import annotations

# The syllables with marks of the commonest names, and of the titles and columns of forms.
COMMON = frozenset(
    """
    bành bá bé bình bích bùi bạch bảo bằng bộ chiến chuyên chánh châu chí chính chú chương
    chấp chức cán cáp công cù cơ cương cường cảnh cẩm cục diễm diệp duyên duyệt dân dũng dư
    dương giới hiếu hiền hiển hiệp hoài hoàn hoàng huyền huyện huân huệ huỳnh hà hàn hành
    hào hân hòa hùng hưng hương hường hạnh hải hảo hậu hằng họ hồ hồng hộp hứa hữu khiêm
    khánh khôi khương khải khắc kiên kiều kiệt ký kế kỳ liêm liên luân luận lái lâm lân lã
    lê lý lưu lương lại lập lệ lộc lợi lữ lực mã mạnh mẫn mỹ nghiêm nghĩa nguyên nguyễn
    nguyệt ngày ngân ngô ngọc nhân nhã như nhật nhữ nhựt nông nương nữ pháp phát phòng phó
    phùng phú phúc phương phước phạm phố phụng quyên quyết quyền quách quân quý quận quốc
    quỳnh quỹ sĩ sơn sương số sự sỹ thiên thiện thoại thuý thuận thành thái thân thông thùy
    thúy thơ thư thương thạch thảo thẩm thắm thắng thế thị thịnh thọ thủ thủy thức tiên tiến
    toàn toán toản triết triều triệu trà trâm trân trình trí trúc trương trường trưởng trần
    trịnh trọng trực tuyên tuyết tuyền tuân tuấn tài tâm tân tên tín tính tô tôn tùng tú
    tăng tư tường tạ tạp tấn tất tỉnh tống từ uyên viên viết viễn việt vân võ văn vĩ vĩnh vũ
    vương vượng vệ vị vụ xuyến xuân xã yến án ánh ân âu ông ý đinh điền điện điệp đoàn đàm
    đào đình đông đăng đơn đại đạt đậu đắc đặng định đồng đỗ động đức
    """.split()  # noqa: SIM905 (reads better than a list of quotes)
)
