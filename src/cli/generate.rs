//! `descrape generate`: the man page and shell completions, from the same definitions as the help, and
//! the reference of all rules, from their rows.

use std::io::Write;

use clap::{Args, Command, CommandFactory, ValueEnum};
use clap_complete::Shell;
use clap_mangen::Man;
use descrape::error::Error;

use super::args::Cli;
use super::{Outcome, rules, terminal};

/// Print the man page, shell completions or the reference of rules
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  descrape generate man > ~/.local/share/man/man1/descrape.1
  descrape generate bash > ~/.local/share/bash-completion/completions/descrape
  descrape generate zsh > ~/.zfunc/_descrape
  descrape generate fish > ~/.config/fish/completions/descrape.fish")]
pub struct GenerateArgs {
    /// What to print
    what: What,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// The man page
    Man,
    Bash,
    Zsh,
    Fish,
    /// Every rule on one page, in Markdown
    Rules,
}

pub fn run(args: &GenerateArgs) -> Result<Outcome, Error> {
    let page = match args.what {
        What::Man => {
            man().map_err(|error| Error::new("could not make the man page").because(error))?
        }
        What::Bash => completions(Shell::Bash),
        What::Zsh => completions(Shell::Zsh),
        What::Fish => completions(Shell::Fish),
        What::Rules => rules::reference().into_bytes(),
    };
    terminal::show(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Done)
}

fn completions(shell: Shell) -> Vec<u8> {
    let mut page = vec![];
    clap_complete::generate(shell, &mut Cli::command(), "descrape", &mut page);
    page
}

/// One page: the program, then a section for each command.
fn man() -> std::io::Result<Vec<u8>> {
    let mut program = Cli::command();
    program.build();
    let mut page = vec![];
    let man = Man::new(program.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    for command in program.get_subcommands().filter(|command| !command.is_hide_set()) {
        render_command(command, &mut page)?;
    }
    man.render_extra_section(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}

fn render_command(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    writeln!(page, ".SH \"DESCRAPE {}\"", command.get_name().to_uppercase())?;
    let mut part = vec![];
    let man = Man::new(command.clone());
    man.render_synopsis_section(&mut part)?;
    man.render_description_section(&mut part)?;
    man.render_options_section(&mut part)?;
    man.render_extra_section(&mut part)?;
    // clap_mangen knows one page a command; here its sections are subsections.
    page.extend(String::from_utf8_lossy(&part).replace("\n.SH ", "\n.SS ").into_bytes());
    Ok(())
}
