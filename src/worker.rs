//! Work that takes too long for a key: one job at a time on a thread of its own, and a new job makes the old one stop.
//! It knows nothing of what is worked on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;

use crate::runtime::Waker;

/// Is the result of a job still wanted? A job asks now and then, and ends when it is not.
#[derive(Clone, Debug, Default)]
pub struct Wanted(Arc<AtomicBool>);

impl Wanted {
    /// Is it?
    pub fn still(&self) -> bool {
        !self.0.load(Ordering::Relaxed)
    }
}

/// A job that is worked on.
#[derive(Debug)]
struct Job<T> {
    wanted: Wanted,
    result: Receiver<T>,
}

/// Works on one job at a time.
#[derive(Debug)]
pub struct Worker<T> {
    waker: Option<Waker>,
    job: Option<Job<T>>,
}

impl<T> Default for Worker<T> {
    fn default() -> Self {
        Self { waker: None, job: None }
    }
}

impl<T: Send + 'static> Worker<T> {
    /// Wakes this loop when a job is done.
    pub fn wake_with(&mut self, waker: Waker) {
        self.waker = Some(waker);
    }

    /// Begins a job; the one before is not wanted any more. A job that stops early gives `None`.
    pub fn begin(&mut self, job: impl FnOnce(&Wanted) -> Option<T> + Send + 'static) {
        self.stop();
        let (sender, result) = mpsc::channel();
        let wanted = Wanted::default();
        let (asked, waker) = (wanted.clone(), self.waker.clone());
        thread::spawn(move || {
            let Some(done) = job(&asked).filter(|_| asked.still()) else { return };
            if sender.send(done).is_ok()
                && let Some(waker) = waker
            {
                waker.wake();
            }
        });
        self.job = Some(Job { wanted, result });
    }

    /// The present job is not wanted any more.
    pub fn stop(&mut self) {
        if let Some(job) = self.job.take() {
            job.wanted.0.store(true, Ordering::Relaxed);
        }
    }

    /// What the present job gave, once.
    pub fn finished(&mut self) -> Option<T> {
        let result = self.job.as_ref()?.result.try_recv();
        if !matches!(result, Err(TryRecvError::Empty)) {
            self.job = None;
        }
        result.ok()
    }

    /// Waits for the present job, for want of a loop that could be woken.
    pub fn wait(&mut self) -> Option<T> {
        self.job.take()?.result.recv().ok()
    }
}

impl<T> Drop for Worker<T> {
    fn drop(&mut self) {
        if let Some(job) = &self.job {
            job.wanted.0.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_gives_its_result_once() {
        let mut worker = Worker::default();
        assert_eq!(worker.finished(), None);
        worker.begin(|_| Some(6 * 7));
        assert_eq!(worker.wait(), Some(42));
        assert_eq!(worker.wait(), None);
        worker.begin(|_| None);
        assert_eq!(worker.wait(), None);
    }

    #[test]
    fn a_new_job_stops_the_one_before() {
        let mut worker = Worker::default();
        let (told, heard) = mpsc::channel();
        worker.begin(move |wanted| {
            while wanted.still() {
                thread::yield_now();
            }
            told.send("stopped").ok()?;
            Some(1)
        });
        worker.begin(|_| Some(2));
        assert_eq!(worker.wait(), Some(2));
        assert_eq!(heard.recv(), Ok("stopped"));
    }
}
