/** A part of a job's life, as bars and areas show it. Waits come in the order of the wait split (targets.md §7). */
export interface Phase {
  /** In the words of a reader. */
  name: string
  /** What PanDA calls the states of it. */
  states: string
  light: string
  dark: string
}

/** Told apart by colour-blind readers and, side by side, on grey paper. */
export const phases = {
  earlier: { name: 'earlier attempts', states: 'closed, failed', light: '#a33b3b', dark: '#f08a84' },
  broker: { name: 'waiting for brokerage', states: 'pending, defined', light: '#40308c', dark: '#a594f5' },
  data: { name: 'waiting for data', states: 'assigned', light: '#2f8fc0', dark: '#4aa8e0' },
  slot: { name: 'waiting for a slot', states: 'activated', light: '#c07d00', dark: '#f2bc3d' },
  start: { name: 'starting', states: 'sent, starting', light: '#8f2f6b', dark: '#e58fbe' },
  run: { name: 'running', states: 'running', light: '#3a8a5c', dark: '#4fbf86' },
  output: { name: 'moving output', states: 'transferring', light: '#6d747c', dark: '#b3bac2' },
} as const satisfies Record<string, Phase>

export type PhaseName = keyof typeof phases

/** The declarations of the variables for one scheme. */
export function phaseVariables(scheme: 'light' | 'dark'): string {
  return Object.entries(phases)
    .map(([name, phase]) => `--phase-${name}: ${phase[scheme]};`)
    .join(' ')
}

/** A colour scale over some of the phases, by their names for readers, in the order given. */
export function phaseScale(names: readonly PhaseName[]): { domain: string[]; range: string[] } {
  return { domain: names.map((name) => phases[name].name), range: names.map((name) => `var(--phase-${name})`) }
}
