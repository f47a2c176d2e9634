/** All steps that policies can be built from, in the order in which PanDA would take them. */
import type { Step } from '../policy.js'
import { acceptedWork } from './accepted-work.js'
import { cores } from './cores.js'
import { inputHere } from './input-here.js'
import { memory } from './memory.js'
import { preassigned } from './preassigned.js'
import { queueCap } from './queue-cap.js'
import { scratch } from './scratch.js'
import { status } from './status.js'
import { walltime } from './walltime.js'

export const steps: readonly Step[] = [
  preassigned,
  status,
  acceptedWork,
  cores,
  memory,
  scratch,
  walltime,
  inputHere,
  queueCap,
]
