//! What the acts of this floor are called in the audit trail.

use platform::audit::ActLabel;

/// The acts of those capabilities that name none themselves.
pub(crate) const ACTS: &[ActLabel] = &[
    ("directory.census.confirm", "班主任核对在籍学生"),
    ("directory.census.settle", "处理人籍不一致"),
    ("directory.day.change", "调整校历"),
    ("directory.day.restore", "撤销校历调整"),
    ("directory.roll.apply", "按学籍文件更新学籍"),
    ("directory.roll.close", "关闭学籍导入"),
    ("directory.roll.confirm", "确认学籍导入"),
    ("directory.roll.discard", "撤回只核对过的学籍文件"),
    ("directory.roll.left", "登记已离校学生"),
    ("directory.roll.receive", "上传学籍文件"),
    ("directory.roll.take", "导入学籍文件"),
    ("directory.schools.take", "导入学校名单"),
    ("directory.student.contacts", "查看学生联系方式"),
    ("directory.student.move", "办理学籍变动"),
    ("directory.students.export", "导出学生名单"),
    ("directory.term.set", "设定学期"),
    ("directory.term.start", "新学期开始"),
    ("directory.year.begin", "启动学年升级"),
    ("directory.year.turn", "学年升级：一所学校"),
    ("directory.year.turned", "学年升级完成"),
];
