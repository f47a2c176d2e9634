import { weightedDraw } from '../choosers/weighted-draw.js'
import type { Policy } from '../policy.js'
import { acceptedWork } from '../steps/accepted-work.js'
import { bootstrap } from '../steps/bootstrap.js'
import { completeInput } from '../steps/complete-input.js'
import { connectivity } from '../steps/connectivity.js'
import { cores } from '../steps/cores.js'
import { diskIo } from '../steps/disk-io.js'
import { eventService } from '../steps/event-service.js'
import { inactive } from '../steps/inactive.js'
import { ioIntensity } from '../steps/io-intensity.js'
import { links } from '../steps/links.js'
import { localDataOnly } from '../steps/local-data-only.js'
import { locked } from '../steps/locked.js'
import { memory } from '../steps/memory.js'
import { minWeight } from '../steps/min-weight.js'
import { mostRunning } from '../steps/most-running.js'
import { moveInput } from '../steps/move-input.js'
import { networkFloor } from '../steps/network-floor.js'
import { nucleusOnly } from '../steps/nucleus-only.js'
import { opportunistic } from '../steps/opportunistic.js'
import { pilots } from '../steps/pilots.js'
import { pledge } from '../steps/pledge.js'
import { preassigned } from '../steps/preassigned.js'
import { queueCap, typeCap } from '../steps/queue-cap.js'
import { scratch } from '../steps/scratch.js'
import { status } from '../steps/status.js'
import { storage } from '../steps/storage.js'
import { temporary } from '../steps/temporary.js'
import { transferring } from '../steps/transferring.js'
import { walltime } from '../steps/walltime.js'
import { zeroShare } from '../steps/zero-share.js'
import { inputHeld } from '../weighers/input-held.js'
import { network } from '../weighers/network.js'
import { nucleus } from '../weighers/nucleus.js'
import { queueBalance } from '../weighers/queue-balance.js'

/**
 * PanDA's brokerage of production work (brokerage.md §B): filters of §B.2 in their order, weights of §B.3, caps and classes of
 * §B.4, the splitter's draw of §A.4. Releases, processor and GPU types and jumbo jobs (§B.2-7, §B.2-10) are not asked about.
 */
export const production: Policy = {
  name: 'production',
  about: "PanDA's production brokerage: all filters, running over waiting jobs, input held, nucleus, queue caps",
  steps: [
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
    temporary,
  ],
  weighers: [queueBalance, inputHeld, nucleus, network],
  lastSteps: [locked, localDataOnly, queueCap, networkFloor, typeCap, bootstrap, minWeight, mostRunning],
  shortlist: true,
  chooser: weightedDraw,
}
