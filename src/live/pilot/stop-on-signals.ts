/** Signals by which batch systems and people end a pilot. */
const signals = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGXCPU'] as const

/** An abort signal for `runPilot`, given with the signal's name when this process gets one. What to call when the pilot has ended comes with it. */
export function stopOnSignals(): { stop: AbortSignal; done: () => void } {
  const controller = new AbortController()
  const heard = (signal: NodeJS.Signals): void => controller.abort(signal)
  for (const signal of signals) process.on(signal, heard)
  return {
    stop: controller.signal,
    done: () => {
      for (const signal of signals) process.off(signal, heard)
    },
  }
}
