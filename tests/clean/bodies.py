"""Made-up bodies that file a report: departments, governments, townships, streets and others, with their names and addresses."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A made-up city with its province, a county in it, and the codes of both."""

    province: str
    province_short: str
    city: str
    county: str
    town: str
    street: str
    area_code: str
    post_code: str

    @property
    def county_word(self) -> str:
        """县, 区, 市, 旗: the last word of the county's name."""
        return self.county[-1]


@dataclass(frozen=True, slots=True)
class Body:
    """A body with the words it uses for itself; `kind` says which duties it has.

    `us` is 我局, `all` is what its figures cover (全局, 全县), `upper` whom it answers to, `seat` the area it belongs to.
    """

    name: str
    kind: str
    us: str
    all: str
    upper: str
    seat: str
    office: str
    field: tuple[str, str, str]
    units: tuple[str, str, str]
    place: Place

    @property
    def governs(self) -> bool:
        """Whether it is a people's government, which must tell the results of assessments."""
        return self.kind in ("government", "township", "prefecture")

    @property
    def due_in_march(self) -> bool:
        """Whether the date of governments holds for it (31 March)."""
        return self.kind in ("government", "prefecture")


PLACES = (
    Place("云岭省", "云", "云川市", "临溪县", "双塔镇", "杏园街道", "0871", "650100"),
    Place("东江省", "东", "清屏市", "松涧区", "石门镇", "望湖街道", "0577", "325000"),
    Place("南湾省", "南", "海岬市", "汀湾区", "渔溪镇", "滨海街道", "0759", "524000"),
    Place("关西省", "关", "岚州市", "长坪县", "柳泉镇", "城关街道", "0932", "743000"),
    Place("北原自治区", "北", "沙枣市", "哈图旗", "白音镇", "胜利街道", "0472", "014000"),
    Place("湘阳省", "湘", "丹麓市", "青崖土家族自治县", "茶坪镇", "河西街道", "0744", "427000"),
    Place("淮原省", "淮", "永嵘市", "禾丰市", "龙岗镇", "文昌街道", "0558", "236000"),
    Place("川岭省", "川", "平涧市", "石鼓县", "高桥镇", "东城街道", "0826", "638000"),
)

DEPARTMENTS: tuple[tuple[str, str, tuple[str, str, str]], ...] = (
    ("教育局", "局", ("义务教育招生", "校外培训治理", "学生资助")),
    ("农业农村局", "局", ("惠农补贴", "高标准农田建设", "农产品质量安全")),
    ("住房和城乡建设局", "局", ("保障性住房", "老旧小区改造", "工程质量监管")),
    ("生态环境局", "局", ("环评审批", "空气质量", "环境执法")),
    ("民政局", "局", ("社会救助", "养老服务", "殡葬服务")),
    ("卫生健康委员会", "委", ("医疗服务", "疾病防控", "计划生育奖扶")),
    ("发展和改革委员会", "委", ("重大项目", "价格收费", "粮食储备")),
    ("交通运输局", "局", ("农村公路建设", "道路运输许可", "公交线路调整")),
    ("水务局", "局", ("河湖管理", "供水保障", "水利工程")),
    ("市场监督管理局", "局", ("食品安全抽检", "经营主体登记", "消费维权")),
    ("人力资源和社会保障局", "局", ("就业创业", "社会保险", "事业单位招聘")),
    ("数据局", "局", ("数据开放", "政务服务", "营商环境")),
    ("应急管理局", "局", ("安全生产", "防灾减灾", "应急预案")),
    ("财政局", "局", ("财政预决算", "政府采购", "惠民补贴")),
    ("国有资产监督管理委员会", "委", ("国企改革", "资产监管", "考核分配")),
    ("信访局", "局", ("信访事项办理", "领导接访", "矛盾化解")),
    ("税务局", "局", ("减税降费", "纳税服务", "发票管理")),
    ("城市管理局", "局", ("市容环境", "垃圾分类", "执法公示")),
)

_GOVERNED = ("教育医疗", "社会救助", "重大建设项目")
_RURAL = ("惠农补贴", "社会救助", "农村人居环境")
_URBAN = ("老旧小区改造", "社会救助", "物业管理")


def _department(place: Place, rng: random.Random) -> Body:
    county = rng.random() < 0.6
    seat = place.county if county else place.city
    word = place.county_word if county else "市"
    name, self_word, field = rng.choice(DEPARTMENTS)
    if name == "税务局":
        whole = f"国家税务总局{seat}税务局"
        upper = f"上级税务机关和{word}委、{word}政府"
    else:
        whole, upper = seat + name, f"{word}委、{word}政府"
    office = rng.choice(
        ("办公室", "办公室", "综合科" if not county else "综合股", "政策法规科" if not county else "法规股")
    )
    units = (
        (f"{self_word}办公室", "政策法规科", "行政审批科") if not county else (f"{self_word}办公室", "法规股", "审批股")
    )
    return Body(
        whole, "department", f"我{self_word}", f"全{self_word}", upper, seat, whole + office, field, units, place
    )


def _office(place: Place, rng: random.Random) -> Body:
    name = rng.choice((f"{place.county}人民政府办公室", f"{place.city}人民政府办公室"))
    word = place.county_word if name.startswith(place.county) else "市"
    seat = place.county if name.startswith(place.county) else place.city
    units = ("文电科", "综合科", "政务公开科")
    return Body(
        name, "department", "我办", "全办", f"{word}委、{word}政府", seat, name + "政务公开科", _GOVERNED, units, place
    )


def _government(place: Place, rng: random.Random) -> Body:
    if rng.random() < 0.5:
        word, seat = place.county_word, place.county
        if seat.endswith("自治县"):
            word = "自治县"
        short = word if word != "自治县" else "县"
        units = (f"{short}政府办公室", f"{short}自然资源局", f"{short}教育局")
        return Body(
            f"{seat}人民政府", "government", f"我{short}", f"全{short}", "市委、市政府", seat,
            f"{seat}人民政府办公室", _GOVERNED, units, place,
        )  # fmt: skip
    units = ("市政府办公室", "市自然资源和规划局", "市公安局")
    return Body(
        f"{place.city}人民政府", "government", "我市", "全市", "省委、省政府" if place.province[-1] == "省" else "自治区党委、政府",
        place.city, f"{place.city}人民政府办公室", _GOVERNED, units, place,
    )  # fmt: skip


def _prefecture(place: Place, rng: random.Random) -> Body:
    stem = place.city.removesuffix("市")
    name = rng.choice((f"{stem}地区行政公署", f"{stem}盟行政公署", f"{stem}地区行署"))
    word = "盟" if "盟" in name else "地"
    us = "我盟" if word == "盟" else "我地区"
    units = ("行署办公室", "自然资源局", "公安局")
    seat = f"{stem}盟" if word == "盟" else f"{stem}地区"
    upper = "省委、省政府" if place.province[-1] == "省" else "自治区党委、政府"
    return Body(
        name, "prefecture", us, f"全{us[1:]}", upper, seat, f"{seat}行署办公室", _GOVERNED, units, place
    )  # fmt: skip


def _town(place: Place, rng: random.Random) -> Body:
    town = rng.choice((place.town, place.town.removesuffix("镇") + "乡", "高坪苗族乡"))
    word = town[-1]
    name = f"{place.county}{town}人民政府" if rng.random() < 0.7 else f"{town}人民政府"
    units = ("党政办公室", "社会事务办公室", "农业农村办公室")
    upper = f"{place.county_word}委、{place.county_word}政府"
    office = rng.choice((f"{town}人民政府党政办公室", f"{town}人民政府党政综合办公室", f"{town}党政办"))
    return Body(name, "township", f"我{word}", f"全{word}", upper, place.county, office, _RURAL, units, place)


def _street(place: Place, rng: random.Random) -> Body:
    street = place.street
    name = rng.choice((f"{place.county}人民政府{street}办事处", f"{place.county}{street}办事处", f"{street}办事处"))
    units = ("党政办公室", "城市管理办公室", "公共服务办公室")
    upper = f"{place.county_word}委、{place.county_word}政府"
    us = rng.choice(("我街道", "本街道", "街道"))
    return Body(name, "street", us, "街道", upper, place.county, f"{street}党政办公室", _URBAN, units, place)


def _zone(place: Place, rng: random.Random) -> Body:
    stem = place.city.removesuffix("市")
    name = rng.choice(
        (f"{stem}经济技术开发区管理委员会", f"{stem}高新技术产业开发区管理委员会", f"{stem}临港新区管理委员会")
    )
    units = ("党政办公室", "经济发展局", "规划建设局")
    field = ("招商引资", "项目建设", "惠企政策")
    return Body(name, "zone", "我区", "全区", "市委、市政府", place.city, f"{name}办公室", field, units, place)


_MAKERS = (
    (_department, 50), (_office, 5), (_government, 16), (_prefecture, 3), (_town, 12), (_street, 9), (_zone, 5),
)  # fmt: skip


def body(rng: random.Random) -> Body:
    """Some body, departments most often."""
    maker = rng.choices([maker for maker, _ in _MAKERS], [weight for _, weight in _MAKERS])[0]
    return maker(rng.choice(PLACES), rng)
