//! Threads that calls share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rayon::ThreadPool;

/// Pools by process and size. A process that was forked has none of the threads that its parent
/// had, so it must not wait for them.
static POOLS: Mutex<Option<Pools>> = Mutex::new(None);

type Pools = HashMap<(u32, usize), Arc<ThreadPool>>;

/// A pool of so many threads; as many as there are cores when nothing is said.
pub fn pool(threads: Option<usize>) -> PyResult<Arc<ThreadPool>> {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.unwrap_or_else(cores);
    if threads == 0 {
        return Err(PyValueError::new_err("threads is 1 or more"));
    }
    let key = (std::process::id(), threads);
    let mut pools = POOLS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let pools = pools.get_or_insert_default();
    if let Some(pool) = pools.get(&key) {
        return Ok(Arc::clone(pool));
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|n| format!("descrape {n}"))
        .build()
        .map(Arc::new)
        .map_err(|error| PyValueError::new_err(format!("could not start threads: {error}")))?;
    // Those of another process are not dropped: dropping would wait for their threads.
    pools.insert(key, Arc::clone(&pool));
    Ok(pool)
}
