const saidScale = /, at \d[\d.e+-]* of its size(?=[.?!]?$)/

/** A question about a scenario that says the part of its size it is run at, jobs and grid alike; undefined: the whole. */
export function atScale(question: string, scale: number | undefined): string {
  const whole = question.trimEnd().replace(saidScale, '')
  if (scale === undefined || scale === 1) return whole
  const end = /[.?!]?$/.exec(whole)?.[0] ?? ''
  return `${whole.slice(0, whole.length - end.length)}, at ${scale} of its size${end}`
}
