"""What passwords are made of that are guessed first; folded (see pieces.py), one word is one piece.

Rows of keys, numbers that count, dates and repetitions are found without a list.
"""

_COMMON = """
abc access account admin administrator amazing android angel apple april asdf august autumn avatar
baby banana baseball basketball batman beautiful bigboy blink bailey butterfly buster changeme
charlie cheese chelsea chocolate computer cookie corvette cowboys daniel december default demo
diamond dolphin dragon email enter facebook family february ferrari flower football forever freedom
friday friend gmail google ginger guest gundam hacker hannah happy harley hello hockey hotmail
hottie hunter iloveyou internet iphone jackson january jasmine jennifer jessica jesus jordan july
june justin killer letmein liverpool login london lovely love loveme lover lucky manager manchester
march master matrix maverick michael michelle microsoft midnight mail monday money monkey morning
mother mustang naruto nicole nintendo nokia nothing november october office online orange outlook
pass passwd password patrick pepper phoenix pokemon princess private public purple pwd qwerty
rainbow ranger robert root samsung sarah saturday scooter secret security september server service
shadow silver slipknot smokey snoopy soccer spiderman spring starwars starfish sterling strawberry
summer sunday sunflower sunshine superman superstar sweetheart system temp test thomas thunder
thursday tiger tigger trustno tuesday twilight user victoria wednesday webmail welcome whatever
william windows winter winner wizard yahoo yamaha yellow yourself zxcvbn zalo
"""

_VIETNAMESE = """
anhem anhnhoem anhyeu anhyeuem anlanh banbe banthan batky binhan binhyen bome bomeoi boyeu bomeyeu
canhsat chaoban chaoem chongyeu cogang concuame congchua congan congly conyeu conyeume cuocdoi
cuocsong cuncon daihoc dangky dangnhap danhvong deptrai dinhmenh doimatkhau doithay dongian emoi
emyeu emyeuanh emnhoanh gapnhau giadinh giaitri giamdoc haicon hanhphuc hoahong hoamai hoasen
hoangtu hochanh hoctap honnhan hopthu khaibao khongbiet khongco khongcogi khongcho khongnho
khongquen khongyeu kyniem lanhdao lapluat longme lienminh luatsu maiyeu maiyeuem maimai maimaiyeuem
maimaimotinhyeu matkhau matkhaucu matkhaumoi matma maymanh meyeu meyeucon mainhoem moi motminh
mottinhyeu muadong muahe muathu muaxuan namnu ngaymai ngoisao nhanvien nhatky nhoem nhomai nguoiyeu
nguoidung phattai phunu quanly quantri quenmatkhau quocgia quyettam saocungduoc sinhnhat sinhvien
suongmu taikhoan thanhcong thangnam thanyeu thienthan thuongem tinhban tinhyeu tinhyeucuatoi
toanthang toilatoi toiyeu toiyeuem toiyeubanthan toiyeuvietnam trochoi truonghoc truongphong tuoitre
tuyetmat tuyetvoi vanphong vinhcuu vietnam vietnamvodich voyeu vochong vuive xinchao xinhdep xinhgai
xinloi yeuanh yeuem yeuemnhieu yeulaanh yeuthuong yeuvo yeudoi yeu khau mat mot hai bonmua namsau
thutu baymau chinmuoi
"""

_OFFICE = """
anninh antoan baocao botuphap botuphapvn bophan cancau canbo chicuc chitruong chihuy chuyenvien
congchuc congdan congvan cqthads cuctruong cucthads donvi duongsu haivan hanhchinh hoso ketoan kho
khobac kiemsat kythuat lanhdao nganhang nghiepvu nhanuoc phapche phapluat phong phongcuc quyetdinh
quocphong tamgiam thads thihanhan thihanhandansu thuky thukho thutruong thuquy toaan tongcuc
tongcucthads trunguong truongthi tuphap ubnd vanban vanthu vienkiemsat vksnd xetxu
"""

_PLACES = """
angiang bacgiang backan baclieu bacninh bariavungtau baria bentre binhdinh binhduong binhphuoc
binhthuan camau cantho caobang dalat danang daklak daknong dienbien dongnai dongthap gialai hagiang
hanam hanoi hatinh haiduong haiphong haugiang hoabinh hungyen hochiminh hcm hue khanhhoa kiengiang
kontum laichau lamdong langson laocai longan mientrung namdinh nghean nhatrang ninhbinh ninhthuan
phutho phuyen quangbinh quangnam quangngai quangninh quangtri saigon sapa soctrang sonla tayninh
thaibinh thainguyen thanhhoa thuathienhue tiengiang tphcm travinh tuyenquang vinhlong vinhphuc
vungtau yenbai
"""

_NAMES = """
anh an bach bao bich binh bui cam cao cat chau chi chien chinh chung chuong cong cuc cuong dai dam
dan dang danh dao dat diem diep dieu dinh do doan dong du duc dung duong duy gia giang giap ha hai
han hang hanh hao hau hien hieu hieubui ho hoa hoai hoan hoang hoc hoi hong hop huan hue hung huong
huu huy huyen huynh khai khang khanh khoa khoi khue kien kieu kim kinh ky la lac lai lam lan lanh le
lien lieu linh loan loc loi long lu luan luc luong luu luyen ly mac mai man manh mao minh moc my nam
nga ngan nghi nghia ngo ngoc ngon nguyen nguyet nhan nhat nhi nhien nhu nhung ninh oanh pham phan
phat phi phong phu phuc phung phuoc phuong quan quang que quoc quy quyen quynh sang sinh son song
tai tam tan tang tao thach thai tham than thang thanh thao the thi thien thieu thinh tho thoa thoai
thom thong thu thua thuan thuc thuong thuy thuyen thy tien tiep tin tinh to toan toai tra tram tran
trang tri trieu trinh trong truc trung truong tu tuan tue tung tuong tuyen tuyet ty ut uyen vai van
vang vi viet vinh vo vu vuong vy xuan y yen
"""


# A name of people is one of more than the others are.
_WORD, _NAME = 1.0, 1.4


def _words(cost: float, *texts: str) -> dict[str, float]:
    return {word: cost for text in texts for word in text.split() if len(word) > 1}


# What each counts for, in pieces.
WORDS = _words(_NAME, _NAMES) | _words(_WORD, _COMMON, _VIETNAMESE, _OFFICE, _PLACES)
