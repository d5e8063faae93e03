"""The made-up customers: a dozen, of all four tiers, with Chinese and English names."""

from __future__ import annotations

from service.demo.stories import Client

PEARL_RIVER = Client("珠江写字楼管理有限公司", "林女士", "13800000001", 1, "广州市天河路12号", "物业")
HARBOUR = Client("Harbour View Hotel", "Grace Wong", "13800000002", 1, "8 Harbour Road, Shenzhen", "Hotels")
LOTUS = Client("莲花医院", "周主任", "13800000003", 2, "成都市莲花路3号", "医疗")
NORDLICHT = Client(
    "Nordlicht Offices GmbH", "Jan Petersen", "13800000004", 2, "21 Century Avenue, Shanghai", "Offices"
)
SUNRISE = Client("朝阳中学", "吴老师", "13800000005", 2, "北京市朝阳路88号", "教育")
GREENFIELD = Client(
    "Greenfield Clinic", "Dr Ruth Adler", "13800000006", 3, "5 Garden Street, Suzhou", "Medical"
)
BAMBOO = Client("竹林餐饮", "黄先生", "13800000007", 3, "杭州市竹林巷6号", "餐饮")
OAK = Client("Oak & Iron Fitness", "Tom Baker", "13800000008", 3, "40 River Road, Ningbo", "Fitness")
WANG = Client("王建国", "王建国", "13800000009", 4, "南京市中山路101号")
MILLER = Client("Sandra Miller", "Sandra Miller", "13800000010", 4, "7 Lake Drive, Wuxi")
ZHAO = Client("赵敏", "赵敏", "13800000011", 4, "武汉市解放大道55号")
STAR = Client("星辰设计工作室", "许设计师", "13800000012", 3, "厦门市海景路9号", "设计")
