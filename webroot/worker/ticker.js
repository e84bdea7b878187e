// A dedicated worker's timers are not throttled in a hidden tab, so the page's clock ticks here.
setInterval(() => postMessage(0), 200);
