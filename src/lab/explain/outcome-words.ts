const words: Readonly<Record<string, string>> = {
  'no candidate': 'no queue took it',
  'candidates full': 'all queues that took it were full',
  'held back': 'the throttler held the task back',
  'no nucleus': 'no nucleus could be found for the task',
}

/** Why jobs got no place, in words. */
export function outcomeWords(outcome: string): string {
  return words[outcome] ?? outcome
}
