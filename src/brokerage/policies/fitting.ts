import type { Step } from '../policy.js'
import { acceptedWork } from '../steps/accepted-work.js'
import { cores } from '../steps/cores.js'
import { memory } from '../steps/memory.js'
import { preassigned } from '../steps/preassigned.js'
import { scratch } from '../steps/scratch.js'
import { status } from '../steps/status.js'
import { walltime } from '../steps/walltime.js'

/** The steps without which work could not run where it is sent: what every policy shares. */
export const fitting: readonly Step[] = [preassigned, status, acceptedWork, cores, memory, scratch, walltime]
