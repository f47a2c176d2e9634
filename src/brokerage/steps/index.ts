/** All steps that policies can be built from, in the order in which PanDA would take them. */
import type { Step } from '../policy.js'
import { acceptedWork } from './accepted-work.js'
import { bootstrap } from './bootstrap.js'
import { completeInput } from './complete-input.js'
import { connectivity } from './connectivity.js'
import { cores } from './cores.js'
import { diskIo } from './disk-io.js'
import { eventService } from './event-service.js'
import { inactive } from './inactive.js'
import { inputHere } from './input-here.js'
import { ioIntensity } from './io-intensity.js'
import { links } from './links.js'
import { localDataOnly } from './local-data-only.js'
import { locked } from './locked.js'
import { manyTransferring } from './many-transferring.js'
import { memory } from './memory.js'
import { minWeight } from './min-weight.js'
import { mostRunning } from './most-running.js'
import { moveInput } from './move-input.js'
import { networkFloor } from './network-floor.js'
import { nucleusOnly } from './nucleus-only.js'
import { opportunistic } from './opportunistic.js'
import { pilots } from './pilots.js'
import { pledge } from './pledge.js'
import { preassigned } from './preassigned.js'
import { queueCap, typeCap } from './queue-cap.js'
import { scratch } from './scratch.js'
import { spaceLeft } from './space-left.js'
import { status } from './status.js'
import { storage } from './storage.js'
import { temporary } from './temporary.js'
import { transferring } from './transferring.js'
import { urgentToT1 } from './urgent-to-t1.js'
import { walltime } from './walltime.js'
import { zeroShare } from './zero-share.js'

/** Tests of the queues that come first. */
const firstSteps: readonly Step[] = [
  preassigned,
  acceptedWork,
  completeInput,
  status,
  links,
  opportunistic,
  inactive,
  zeroShare,
  diskIo,
  cores,
  memory,
  scratch,
  storage,
  walltime,
  connectivity,
  eventService,
  transferring,
  pledge,
  nucleusOnly,
  ioIntensity,
  pilots,
  moveInput,
  inputHere,
  urgentToT1,
  spaceLeft,
  manyTransferring,
]

/** Tests of the weighed list. */
export const lastSteps: readonly Step[] = [
  locked,
  localDataOnly,
  queueCap,
  networkFloor,
  typeCap,
  bootstrap,
  minWeight,
  mostRunning,
]

export const steps: readonly Step[] = [...firstSteps, temporary, ...lastSteps]
