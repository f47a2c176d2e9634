/** One copy of a dataset, or of a part of it, at a storage endpoint. */
export interface DatasetReplica {
  /** The nucleus whose endpoint holds it; undefined when it lies at no nucleus. */
  readonly nucleus: string | undefined
  readonly onTape: boolean
  /** Whether other sites may read from the endpoint. */
  readonly readableOverWan: boolean
  readonly files: number
  readonly bytes: number
}

/** A dataset with its copies, or one of those that make up a container. */
export interface DatasetPart {
  readonly files: number
  readonly bytes: number
  readonly replicas: readonly DatasetReplica[]
}

/** An input of a task: a dataset is one part, a container several. */
export interface InputDataset {
  readonly parts: readonly DatasetPart[]
}

/** What one nucleus holds of all inputs of a task, on disk or tape. */
export interface HeldInput {
  files: number
  bytes: number
  /** What of the bytes is on disk; the rest is on tape only. */
  diskBytes: number
}

/** The inputs of a task as the choice of its nucleus sees them. */
export interface NucleusInput {
  readonly totalFiles: number
  readonly totalBytes: number
  /** By name; nuclei that hold nothing are missing. */
  readonly held: ReadonlyMap<string, HeldInput>
}

/**
 * Sums up what nuclei hold of the inputs of a task (brokerage.md §A.6). Undefined when some input has no complete replica
 * that can be read over the WAN; one part of a container is enough. [quirk] The total of a container is that of its last
 * part, while what is held sums all parts, so that more than everything may be held.
 */
export function inputAtNuclei(inputs: readonly InputDataset[]): NucleusInput | undefined {
  const held = new Map<string, HeldInput>()
  let totalFiles = 0
  let totalBytes = 0
  for (const { parts } of inputs) {
    if (!parts.some(isReadable)) return undefined
    const last = parts[parts.length - 1]
    totalFiles += last.files
    totalBytes += last.bytes
    for (const part of parts) addHeld(held, part)
  }
  return { totalFiles, totalBytes, held }
}

function isReadable({ files, replicas }: DatasetPart): boolean {
  return files > 0 && replicas.some((replica) => replica.readableOverWan && replica.files === files)
}

/** Adds what each nucleus holds of one part. Of several copies at a nucleus the largest counts. */
function addHeld(held: Map<string, HeldInput>, { replicas }: DatasetPart): void {
  const ofPart = new Map<string, HeldInput>()
  for (const { nucleus, onTape, files, bytes } of replicas) {
    if (nucleus === undefined) continue
    const best = entryOf(ofPart, nucleus)
    best.files = Math.max(best.files, files)
    best.bytes = Math.max(best.bytes, bytes)
    if (!onTape) best.diskBytes = Math.max(best.diskBytes, bytes)
  }
  for (const [nucleus, best] of ofPart) {
    const sum = entryOf(held, nucleus)
    sum.files += best.files
    sum.bytes += best.bytes
    sum.diskBytes += best.diskBytes
  }
}

function entryOf(held: Map<string, HeldInput>, nucleus: string): HeldInput {
  let entry = held.get(nucleus)
  if (entry === undefined) {
    entry = { files: 0, bytes: 0, diskBytes: 0 }
    held.set(nucleus, entry)
  }
  return entry
}
