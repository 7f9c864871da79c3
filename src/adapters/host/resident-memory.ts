/** The memory that this process holds, as the operating system tells it. */

/** MB; null without /proc, which a sandbox may hide: no reason for a gateway to stop. */
export function residentMb(rssBytes: () => number = () => process.memoryUsage.rss()): number | null {
  try {
    return Math.round(rssBytes() / 1e5) / 10;
  } catch {
    // uv_resident_set_memory fails; control does not depend on it.
    return null;
  }
}
