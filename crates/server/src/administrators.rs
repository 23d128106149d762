//! The three administrators (三员分立) from the command line: none of them can make or reset another.

use std::path::Path;

use clap::{Subcommand, ValueEnum};
use platform::rights;
use vocab::Role;

use crate::tools::{open, print};

/// What can be done with an administrator.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes one more, and prints the first password.
    Add {
        /// Which county, where there are several.
        #[arg(long)]
        cell: Option<String>,
        /// Which of the three.
        #[arg(long)]
        role: Office,
        /// What is typed at log-in.
        #[arg(long)]
        login: String,
        /// The person's name.
        #[arg(long)]
        name: String,
    },
    /// Sets a new first password, takes the second factor away and ends every log-in.
    Reset {
        /// Which county, where there are several.
        #[arg(long)]
        cell: Option<String>,
        /// What is typed at log-in.
        #[arg(long)]
        login: String,
    },
    /// Closes the account, unless it is the last of its kind.
    End {
        /// Which county, where there are several.
        #[arg(long)]
        cell: Option<String>,
        /// What is typed at log-in.
        #[arg(long)]
        login: String,
    },
}

/// One of the three.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Office {
    /// 系统管理员.
    System,
    /// 安全管理员.
    Security,
    /// 审计管理员.
    Audit,
}

impl Office {
    fn role(self) -> Role {
        match self {
            Self::System => Role::SystemAdmin,
            Self::Security => Role::SecurityAdmin,
            Self::Audit => Role::AuditAdmin,
        }
    }
}

/// Does what `command` says.
pub(crate) async fn run(data: &Path, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add { cell, role, login, name } => {
            let (house, cell) = open(data, cell.as_deref()).await?;
            let system = cell.system(&house);
            let first = rights::add_administrator(&system, role.role(), &login, &name).await?;
            tell(&login, &first);
        }
        Command::Reset { cell, login } => {
            let (house, cell) = open(data, cell.as_deref()).await?;
            let first = rights::reset_administrator(&cell.system(&house), &login).await?;
            tell(&login, &first);
        }
        Command::End { cell, login } => {
            let (house, cell) = open(data, cell.as_deref()).await?;
            rights::end_administrator(&cell.system(&house), &login).await?;
            print(&format!("{login} 已停用"));
        }
    }
    Ok(())
}

fn tell(login: &str, first: &str) {
    print(&format!("登录名 {login}  首次密码 {first}"));
    print("密码不保存在任何地方；首次登录时必须修改，并设置动态验证码。");
}
