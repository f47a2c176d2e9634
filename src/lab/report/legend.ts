import { isNarrow } from './figure.js'

/** Names above a chart, one below the other on a telephone. */
export function legend(width: number, symbolSize = 500) {
  return { legend: { title: null, orient: 'top', columns: isNarrow(width) ? 1 : 5, symbolSize } } as const
}

/** The same for lines: each name beside a piece of its line. */
export function lines(width: number) {
  const symbol = {
    symbolType: 'stroke',
    symbolOpacity: 1,
    symbolStrokeWidth: 2,
    symbolFillColor: 'transparent',
  } as const
  return { legend: { ...legend(width).legend, ...symbol } }
}
