//! A program on a terminal of its own: spawn it, type, wait for what it shows. It never sleeps and never asks the clock
//! for more than a deadline that only a failure reaches.

use std::io::{Read, Write};
use std::num::NonZero;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// So long may a machine under load take for anything; a test that passes does not wait for it.
const DEADLINE: Duration = Duration::from_secs(20);

/// The parts of one frame, which is one write, do not come further apart.
const QUIET: Duration = Duration::from_millis(100);

/// Shows nothing on any terminal.
const MARK: &[u8] = b"\0";
/// A mark that has not come after so long is written again.
const MARK_EVERY: Duration = Duration::from_millis(200);

/// What to run, and on what terminal.
pub struct Spawn {
    /// The program.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The whole environment, but for what [`Spawn::new`] sets.
    pub env: Vec<(&'static str, String)>,
    /// Columns and rows.
    pub size: (u16, u16),
}

impl Spawn {
    /// The program on a colour terminal of 80x24 with a UTF-8 locale, without a home.
    pub fn new(program: impl Into<String>, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let new = Self { program: program.into(), arguments, env: Vec::new(), size: (80, 24) };
        new.env("TERM", "xterm-256color").env("LANG", "C.UTF-8").env("HOME", "/nonexistent")
    }

    /// With a variable set, or set to something else.
    pub fn env(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.env.retain(|(old, _)| *old != name);
        self.env.push((name, value.into()));
        self
    }

    /// On a terminal of that size.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// Starts it.
    pub fn start(self) -> Pty {
        let pair = native_pty_system().openpty(pty_size(self.size)).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(self.program);
        command.args(self.arguments);
        command.env_clear();
        for (name, value) in self.env {
            command.env(name, value);
        }
        command.cwd(std::env::temp_dir());
        let before = format!("{:?}", pair.master.get_termios());
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let mut reader = pair.master.try_clone_reader().expect("the terminal can be read");
        let writer = pair.master.take_writer().expect("the terminal can be written");
        let (sender, chunks) = channel();
        let reading = std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        // The program's side stays open here, so that its modes can be read after it ended.
        let (slave, master) = (pair.slave, pair.master);
        let (terminal, child) = (parser(self.size), Running(child));
        Pty { terminal, raw: Vec::new(), chunks, reading, writer, child, slave, master, before }
    }
}

/// A running program and its terminal.
pub struct Pty {
    terminal: vt100::Parser,
    raw: Vec<u8>,
    chunks: Receiver<Vec<u8>>,
    reading: JoinHandle<()>,
    writer: Box<dyn Write + Send>,
    child: Running,
    slave: Box<dyn portable_pty::SlavePty + Send>,
    master: Box<dyn MasterPty + Send>,
    before: String,
}

impl Pty {
    /// Types, all in one write.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        self.writer.write_all(keys.as_bytes()).expect("the terminal takes keys");
        self
    }

    /// Waits until the screen is as asked.
    ///
    /// # Panics
    /// When it never is; the screen is in the message.
    pub fn wait_until(&mut self, what: &str, is_there: impl Fn(&vt100::Screen) -> bool) -> &mut Self {
        let deadline = Instant::now() + DEADLINE;
        while !is_there(self.terminal.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok(chunk) => self.show(&chunk),
                Err(RecvTimeoutError::Timeout) => panic!("{what} did not come:\n{}", self.contents()),
                Err(RecvTimeoutError::Disconnected) => panic!("the program ended before {what}:\n{}", self.contents()),
            }
        }
        self
    }

    /// Takes in all of a frame of which a part is here: until nothing has come for a while.
    pub fn settle(&mut self) -> &mut Self {
        while let Ok(chunk) = self.chunks.recv_timeout(QUIET) {
            self.show(&chunk);
        }
        self
    }

    /// Waits until the text is on the screen.
    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait_until(&format!("{text:?}"), |screen| screen.contents().contains(text))
    }

    /// Another size of the terminal.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        let (columns_set, rows_set) = (NonZero::new(columns), NonZero::new(rows));
        self.terminal.screen_mut().set_size(rows_set.expect("rows"), columns_set.expect("columns"));
        self.master.resize(pty_size((columns, rows))).expect("the terminal takes a size");
        self
    }

    /// Shows something else, as noise on the line or another program does.
    pub fn spoil(&mut self) -> &mut Self {
        self.terminal.process(b"\x1b[2J\x1b[Hnoise");
        self
    }

    /// Sends a signal by its name: `TERM`, `HUP`, `CONT`.
    pub fn signal(&mut self, name: &str) -> &mut Self {
        let process = self.process().to_string();
        let sent = Command::new("kill").args(["-s", name, &process]).status().expect("kill runs");
        assert!(sent.success(), "kill -s {name} {process}");
        self
    }

    /// What the terminal shows.
    pub fn screen(&self) -> &vt100::Screen {
        self.terminal.screen()
    }

    /// The text on the screen.
    pub fn contents(&self) -> String {
        self.terminal.screen().contents()
    }

    /// The number of the process.
    pub fn process(&self) -> u32 {
        self.child.0.process_id().expect("a process that runs")
    }

    /// All bytes that the program sent up to now.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Waits for the end of the program and gives its exit code, after taking in what it still sent.
    pub fn exit_code(&mut self) -> u32 {
        let deadline = Instant::now() + DEADLINE;
        let status = loop {
            if let Some(status) = self.child.0.try_wait().expect("the program can be waited for") {
                break status;
            }
            assert!(Instant::now() < deadline, "the program does not end:\n{}", self.contents());
            if let Ok(chunk) = self.chunks.recv_timeout(Duration::from_millis(5)) {
                self.show(&chunk);
            }
        };
        self.take_in_the_rest();
        status.exit_code()
    }

    /// Takes in what a program that has ended still sent: all that comes before a mark that is written after it. The end
    /// of a program hangs the terminal up, and a mark can be lost with that: it is written until it comes.
    fn take_in_the_rest(&mut self) {
        let name = self.master.tty_name().expect("a terminal has a name");
        let deadline = Instant::now() + DEADLINE;
        while Instant::now() < deadline {
            let mut terminal =
                std::fs::File::options().write(true).open(&name).expect("the terminal can be written on");
            terminal.write_all(MARK).expect("the terminal takes a mark");
            while let Ok(chunk) = self.chunks.recv_timeout(MARK_EVERY) {
                let text = chunk.strip_suffix(MARK);
                self.show(text.unwrap_or(&chunk));
                if text.is_some() {
                    return;
                }
            }
        }
        panic!("the mark did not come back:\n{}", self.contents());
    }

    /// What the program left otherwise than it found it: screen, cursor, paste marks, modes of the line.
    pub fn left_behind(&self) -> Vec<&'static str> {
        let screen = self.screen();
        let line = format!("{:?}", self.master.get_termios());
        let all = [
            (screen.alternate_screen(), "alternate screen"),
            (screen.hide_cursor(), "hidden cursor"),
            (screen.bracketed_paste(), "bracketed paste"),
            (screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None, "mouse"),
            (screen.application_cursor(), "application cursor keys"),
            (line != self.before, "modes of the line"),
        ];
        all.into_iter().filter(|(is_left, _)| *is_left).map(|(_, name)| name).collect()
    }

    /// Takes the terminal away, as a lost connection does, and gives the exit code of the program. The program must
    /// answer to a key, for only then does the reading thread let go of the terminal.
    pub fn hang_up(self, key: &str) -> u32 {
        let Self { master, mut writer, slave, mut child, chunks, reading, .. } = self;
        drop((chunks, slave));
        writer.write_all(key.as_bytes()).expect("the terminal takes keys");
        reading.join().expect("the reading thread ends");
        drop((writer, master));
        child.0.wait().expect("the program can be waited for").exit_code()
    }

    fn show(&mut self, chunk: &[u8]) {
        self.terminal.process(chunk);
        self.raw.extend_from_slice(chunk);
    }
}

/// The program; a test that failed leaves none behind.
struct Running(Box<dyn Child + Send + Sync>);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn parser((columns, rows): (u16, u16)) -> vt100::Parser {
    vt100::Parser::new(NonZero::new(rows).expect("rows"), NonZero::new(columns).expect("columns"), 0)
}
