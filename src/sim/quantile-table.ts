import { z } from 'zod'

/** Quantiles of an amount: parts of all, rising from 0 to 1, and the amount that so many do not exceed. */
export interface QuantileTable {
  readonly parts: readonly number[]
  readonly values: readonly number[]
}

/** An amount that is the same for all, or differs among them. */
export type Amount = number | QuantileTable

/**
 * The amount for a uniform number: between two quantiles it grows by equal factors, from or to 0 by equal steps, below the
 * first and above the last it stays.
 */
export function amountAt(amount: Amount, u: number): number {
  if (typeof amount === 'number') return amount
  const { parts, values } = amount
  const above = parts.findIndex((part) => part >= u)
  if (above === -1) return values[values.length - 1]
  if (above === 0) return values[0]
  const weight = (u - parts[above - 1]) / (parts[above] - parts[above - 1])
  return between(values[above - 1], values[above], weight)
}

/** Mean of an amount. */
export function meanAmount(amount: Amount): number {
  if (typeof amount === 'number') return amount
  const { parts, values } = amount
  let mean = parts[0] * values[0] + (1 - parts[parts.length - 1]) * values[values.length - 1]
  for (let i = 1; i < parts.length; i++) mean += (parts[i] - parts[i - 1]) * meanBetween(values[i - 1], values[i])
  return mean
}

function between(low: number, high: number, weight: number): number {
  return low > 0 ? low * Math.exp(weight * Math.log(high / low)) : low + weight * (high - low)
}

/** Logarithmic mean where it grows by equal factors, arithmetic one where it grows by equal steps. */
function meanBetween(low: number, high: number): number {
  return low > 0 && high > low ? (high - low) / Math.log(high / low) : (low + high) / 2
}

/** Schema part for an amount of one sort, written as one or as a table such as `{ 5 %: 2 MB, 50 %: 1 GB, 95 %: 9 GB }`. */
export function amountOf(one: z.ZodType<number>, form: string) {
  const allowed = `${form}, or rising amounts by part of all such as { 5 %: …, 50 %: …, 95 %: … }`
  return z
    .union([z.string(), z.number(), z.record(z.string(), z.union([z.string(), z.number()]))], { error: () => allowed })
    .meta({ description: allowed })
    .transform((given, context): Amount => {
      const amount = typeof given === 'object' ? tableOf(given, one) : one.safeParse(given).data
      if (amount !== undefined) return amount
      context.addIssue({ code: 'custom', message: allowed })
      return z.NEVER
    })
}

function tableOf(given: Readonly<Record<string, string | number>>, one: z.ZodType<number>): QuantileTable | undefined {
  const parts = Object.keys(given).map((key) => Number(/^(\d+(?:\.\d+)?) ?%$/.exec(key)?.[1] ?? NaN) / 100)
  const values = Object.values(given).map((value) => one.safeParse(value).data ?? NaN)
  const isRising = (numbers: readonly number[], mayStay: boolean) =>
    numbers.every((number, i) => i === 0 || number > numbers[i - 1] || (mayStay && number === numbers[i - 1]))
  const isGood =
    parts.length > 0 && parts.every((part) => part <= 1) && isRising(parts, false) && isRising(values, true)
  return isGood && !values.some(Number.isNaN) ? { parts, values } : undefined
}
