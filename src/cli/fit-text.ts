import { formatBytes, formatFraction, formatNumber } from '../model/format.js'
import type { Fit } from '../sim/workload-fit/fit-mixture.js'
import { fittedParts } from '../sim/workload-fit/sample.js'
import { renderTable } from './table.js'

/** What a fit found, for a terminal. */
export function fitText(file: string, fit: Fit, width: number): string {
  const { simulation, analysis, derivation, parts } = fit
  const quantiles = (title: string, values: readonly number[], write = formatNumber): string[] => [
    title,
    ...values.map(write),
  ]
  const table = renderTable(
    [
      { title: 'Quantiles', align: 'left', importance: 9 },
      ...fittedParts.map((part) => ({ title: `${Math.round(100 * part)} %`, align: 'right' as const, importance: 5 })),
    ],
    [
      quantiles('analysis, HS06 s', analysis.hs06Seconds),
      quantiles('analysis, input files', analysis.inputFiles),
      quantiles('analysis, bytes of a file', analysis.fileBytes, formatBytes),
      quantiles('analysis, output', analysis.outputBytes, formatBytes),
      quantiles('derivation, HS06 s', derivation.hs06Seconds),
    ],
    width,
  )
  const failures = fit.failures.map(
    ({ site, probability, earlyFraction, burntFraction, attemptsPerJob }) =>
      `  ${site}: ${formatFraction(probability)} failed, ${formatFraction(earlyFraction)} of them early, ` +
      `${formatFraction(burntFraction)} of the wall time burnt, ${formatNumber(attemptsPerJob)} attempts a job\n`,
  )
  return (
    `${file}: ${formatNumber(fit.hs06SecondsPerJob)} HS06 s a job on average, ${formatFraction(parts.simulation)} of the jobs simulate\n\n` +
    `${table}\n\n` +
    `simulation: ${formatNumber(simulation.hs06Seconds)} HS06 s, spread ${formatNumber(simulation.jobSigma)} within a task of ` +
    `${formatNumber(simulation.jobsPerTask)} jobs, ${formatBytes(simulation.fileBytes)} in, ${formatBytes(simulation.outputBytes)} out\n` +
    `users: ${fit.users}, tasks of the n-th as n to the power of -${formatNumber(fit.userExponent)}\n` +
    `failures:\n${failures.join('')}`
  )
}
