/** Says how far work of known size is: `120 of 300 pages cut, 40/s, about 5 s left`. Call it with what is done. */
export function paceOf(
  what: string,
  total: number,
  now = () => performance.now(),
): (done: number) => string {
  const start = now();
  return (done) => {
    const seconds = (now() - start) / 1000;
    const rate = seconds > 0 ? done / seconds : 0;
    const left = rate > 0 ? `, about ${durationText(Math.max(0, total - done) / rate)} left` : '';
    return `${done} of ${total} ${what}, ${rate.toFixed(rate < 10 ? 1 : 0)}/s${left}`;
  };
}

/** `40 s`, `12 min`, `1 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
