import type { Client } from '../api/client.js'
import type { WireName } from '../faults/wires.js'
import { drawsOf } from './draws.js'
import { PandaCaller } from './panda-caller.js'
import { PandaPeople } from './panda-people.js'
import { OwnPeople, type People } from './people.js'

/** Of so many calls of people at PanDA's wire one breaks off first. */
const CUT_EVERY = 7

/** Where a server is, and who calls it. */
interface Place {
  readonly url: string
  readonly token: string
  /** The same at the server's own API. */
  readonly admin: Client
  /** File that payloads append to. */
  readonly notes: string
  readonly seed: string
}

/** People who speak to a server by this wire. */
export function peopleAt(wire: WireName, { url, token, admin, notes, seed }: Place): People {
  if (wire === 'own') return new OwnPeople(admin, notes)
  return new PandaPeople(new PandaCaller(url, token, CUT_EVERY), notes, drawsOf(`${seed} deeds`))
}
