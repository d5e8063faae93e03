"""What the pages say of customers, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "customers": ("Customers", "客户"),
    "customers_search": ("Name, company or phone", "名称、单位或电话"),
    "customers_none": ("No customer fits.", "没有符合条件的客户。"),
    "customers_cases": ("Cases: {count}, open: {open}", "{count} 张工单，{open} 张办理中"),
    "customer_since": ("Known since", "建档时间"),
    "customer_scope": ("Business", "经营范围"),
    "industry": ("Industry", "行业"),
    "customer_basics": ("Who they are", "基本信息"),
    "customer_contacts": ("Contacts", "联系人"),
    "customer_masked": (
        "Phone numbers and addresses are masked for your work.",
        "根据岗位权限，电话与地址已做遮盖。",
    ),
    "customer_sensitive": ("Sensitive", "敏感信息"),
    "customer_sensitive_told": (
        "Decision chain and budget are shown to nobody without an approval.",
        "决策链与采购预算须经审批方可查看。",
    ),
    "decision_chain": ("Decision chain", "决策链"),
    "budget": ("Budget", "采购预算"),
    "access_ask": ("Ask for access", "申请查看"),
    "access_reason": ("Why do you need it?", "申请理由"),
    "access_asked": ("Your request is being decided.", "您的申请正在审批。"),
    "access_until": ("You may see this until {at}.", "您可查看至 {at}。"),
    "customer_nothing": ("Not on record.", "没有记录。"),
    "customer_indicators": ("Indicators", "评级指标"),
    "customer_decisions": ("Tier decisions", "级别评定记录"),
    "customer_visits": ("Follow-ups", "回访计划"),
    "customer_records": ("Service record", "服务档案"),
    "customer_cases": ("Cases", "工单"),
    "period": ("Period", "期间"),
    "yearly_spend": ("Yearly spend", "年消费额"),
    "purchase_count": ("Purchases", "购买次数"),
    "usage": ("Usage", "产品使用"),
    "contribution": ("Contribution", "贡献"),
    "potential": ("Potential", "潜力"),
    "tier_step": ("Tier {before} → {after}", "{before} 级 → {after} 级"),
    "customer_edit": ("Change", "修改"),
    "customer_save": ("Save", "保存"),
    "customer_none_yet": ("None yet.", "暂无。"),
    "customer_page": ("Customer’s file", "客户档案"),
    "visit_planned": ("planned", "已计划"),
    "visit_started": ("being done", "进行中"),
    "visit_done": ("done", "已完成"),
    "visit_unreached": ("not reached", "未联系上"),
    "visit_cancelled": ("cancelled", "已取消"),
    "method_phone": ("phone", "电话"),
    "method_email": ("e-mail", "邮件"),
    "method_visit": ("visit", "上门"),
    "record_case": ("Case", "工单"),
    "record_contact_changed": ("Contact changed", "联系人变更"),
    "contact_language": ("Reads", "阅读语言"),
    "contact_zone": ("Time zone", "时区"),
    "contact_ours": ("as the company", "与公司相同"),
    "contact_no_surveys": ("wants no questionnaires", "不接收问卷"),
    "record_customer_changed": ("Data changed", "资料变更"),
    "refused_access_asked_already": (
        "You have already asked; it is not decided yet.",
        "您已提出申请，尚未审批。",
    ),
    "refused_not_allowed": ("This is not yours to do.", "您无权执行此操作。"),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
