import { mean } from 'simple-statistics'

/** One long run cut into stretches that count as runs of their own. */
export interface BatchMeans {
  means: number[]
  /** Of neighbouring batches; near 0 when batches are long enough to count as independent. */
  lagOneCorrelation: number
  /** At least 20 batches and a correlation below 0.1 (targets.md §8.4). */
  usable: boolean
}

const fewestBatches = 20
const highestCorrelation = 0.1

/**
 * Means of equally long stretches of a series, for a mean of one long run (Law, Simulation Modeling and Analysis, 2015,
 * §9.5.3). What is left over at the beginning, where the run is least settled, is dropped.
 * @param values in the order of time
 */
export function batchMeans(values: readonly number[], batches = fewestBatches): BatchMeans {
  const size = Math.floor(values.length / batches)
  if (size === 0) return { means: [], lagOneCorrelation: NaN, usable: false }
  const first = values.length - size * batches
  const means = Array.from({ length: batches }, (_, batch) =>
    mean(values.slice(first + batch * size, first + (batch + 1) * size)),
  )
  const lagOneCorrelation = correlationOfNeighbours(means)
  return { means, lagOneCorrelation, usable: batches >= fewestBatches && lagOneCorrelation < highestCorrelation }
}

/** 0 when nothing varies. */
function correlationOfNeighbours(values: readonly number[]): number {
  const centre = mean([...values])
  let together = 0
  let squares = 0
  for (const [index, value] of values.entries()) {
    squares += (value - centre) ** 2
    if (index > 0) together += (value - centre) * (values[index - 1] - centre)
  }
  return squares > 0 ? together / squares : 0
}
