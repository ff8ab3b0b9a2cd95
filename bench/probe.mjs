import { writeFileSync } from 'node:fs'

/**
 * Loaded before a measured program with `node --import`: when the program ends, its peak memory in kilobytes and what
 * it measured of itself (`performance.measure`) go to the file that EMMENTAL_BENCH_REPORT names.
 */
const report = process.env.EMMENTAL_BENCH_REPORT
if (report !== undefined) {
  process.on('exit', () => {
    const measures = performance.getEntriesByType('measure').map(({ name, duration }) => [name, duration])
    writeFileSync(report, JSON.stringify({ maxRss: process.resourceUsage().maxRSS, measures }))
  })
}
