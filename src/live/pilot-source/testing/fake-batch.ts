import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What may be wrong with a command: `lost` and `hang after` do what they are to do, and do not say so. */
export type Fault = 'fail' | 'lost' | 'hang' | 'hang after' | 'garbage'

const commands = ['sbatch', 'squeue', 'sacct', 'scancel', 'condor_submit', 'condor_q', 'condor_history', 'condor_rm']

/**
 * A batch system of a few lines of shell: the commands of Slurm and HTCondor as a pilot source uses them, on one folder of jobs. It
 * schedules whenever it is spoken to, runs jobs as processes, and may be faulty.
 */
export class FakeBatch {
  private constructor(private readonly folder: string) {}

  /** Makes the commands in a folder of their own. */
  static async make(folder: string): Promise<FakeBatch> {
    await mkdir(join(folder, 'jobs'), { recursive: true })
    await mkdir(join(folder, 'bin'))
    const program = join(folder, 'fake.sh')
    await writeFile(program, `#!/bin/sh\nexport FAKE='${folder}'\n${SHELL}`)
    await chmod(program, 0o755)
    for (const command of commands) await symlink(program, join(folder, 'bin', command))
    return new FakeBatch(folder)
  }

  get environment(): Record<string, string> {
    return { PATH: `${join(this.folder, 'bin')}:${process.env['PATH']}` }
  }

  /** Makes a command faulty, or well again. */
  async fault(command: string, fault: Fault | undefined): Promise<void> {
    const file = join(this.folder, `fault-${command}`)
    await (fault === undefined ? rm(file, { force: true }) : writeFile(file, fault))
  }

  /** Jobs that run at the same time. */
  slots(number: number): Promise<void> {
    return writeFile(join(this.folder, 'slots'), String(number))
  }

  /** Whether jobs that have ended are not shown among the others any more, and whether nothing begins that is submitted from now on. */
  async says(what: 'forgets' | 'holds', isSo: boolean): Promise<void> {
    const file = join(this.folder, what)
    await (isSo ? writeFile(file, '') : rm(file, { force: true }))
  }

  /** Commands that were given, with their arguments. */
  async calls(command: string): Promise<string[]> {
    const text = await readFile(join(this.folder, 'calls'), 'utf8').catch(() => '')
    return text.split('\n').filter((line) => line.split(' ')[0] === command)
  }

  /** Tags of the jobs that were ever submitted, in order, with how they stand now. */
  async jobs(): Promise<string[]> {
    const ids = (await readdir(join(this.folder, 'jobs'))).map(Number).sort((one, other) => one - other)
    const jobs = ids.map(async (id) => {
      // Its state is the last thing that is known of a new job.
      const state = await this.read(id, 'state').catch(() => undefined)
      return state === undefined ? [] : [`${await this.read(id, 'tag')} ${state}`]
    })
    return (await Promise.all(jobs)).flat()
  }

  /** Submits a job by hand. */
  async add(tag: string): Promise<void> {
    const id = (await readdir(join(this.folder, 'jobs'))).length + 1
    await mkdir(join(this.folder, 'jobs', String(id)))
    const file = (what: string): string => join(this.folder, 'jobs', String(id), what)
    for (const [what, text] of Object.entries({ tag, program: '/bin/true', 'state.new': 'PENDING' }))
      await writeFile(file(what), text)
    await rename(file('state.new'), file('state'))
  }

  private async read(id: number, what: string): Promise<string> {
    return (await readFile(join(this.folder, 'jobs', String(id), what), 'utf8')).trim()
  }
}

const SHELL = `
command=$(basename "$0")
echo "$command $*" >> "$FAKE/calls"
fault=$(cat "$FAKE/fault-$command" 2>/dev/null)
case $fault in
  fail) echo "$command: error: Unable to contact the controller" >&2; exit 1;;
  hang) sleep 60;;
  garbage) echo '<html>Bad Gateway</html>'; exit 0;;
esac
cd "$FAKE/jobs" || exit 1

ids() { for one in $(ls | sort -n); do [ -e "$one/state" ] && echo "$one"; done; }
put() { echo "$2" > "$1/state.new"; mv "$1/state.new" "$1/state"; }

finish() {
  case $fault in
    lost) echo "$command: error: Socket timed out on send/recv operation" >&2; exit 1;;
    'hang after') sleep 60;;
  esac
  exit 0
}

schedule() {
  slots=$(cat "$FAKE/slots" 2>/dev/null || echo 99)
  all=$(ids)
  for id in $all; do
    [ "$(cat "$id/state")" = RUNNING ] || continue
    if [ -e "$id/code" ]; then
      [ "$(cat "$id/code")" = 0 ] && put "$id" COMPLETED || put "$id" FAILED
    else slots=$((slots - 1)); fi
  done
  for id in $all; do
    [ "$slots" -gt 0 ] || break
    [ "$(cat "$id/state")" = PENDING ] || continue
    put "$id" RUNNING
    program=$(cat "$id/program")
    (setsid sh "$program" > /dev/null 2>&1; echo $? > "$id/code.new"; mv "$id/code.new" "$id/code") > /dev/null 2>&1 &
    slots=$((slots - 1))
  done
}

add() {
  id=1
  while ! mkdir "$id" 2>/dev/null; do id=$((id + 1)); done
  cp "$2" "$id/program.sh"
  echo "$1" > "$id/tag"
  echo "$3" > "$id/program"
  if [ -e "$FAKE/holds" ]; then put "$id" HELD; else put "$id" PENDING; fi
}

cancel() {
  case $(cat "$1/state" 2>/dev/null) in PENDING | HELD) put "$1" CANCELLED; return 0;; esac
  return 1
}

number() { case $1 in PENDING) echo 1;; RUNNING) echo 2;; CANCELLED) echo 3;; HELD) echo 5;; *) echo 4;; esac; }

ad() {
  printf '%s{"ClusterId": %s, "ProcId": 0, "JobStatus": %s, "AiluroPilot": "%s"' "$comma" "$1" "$(number "$2")" "$(cat "$1/tag")"
  [ "$2" = HELD ] && printf ', "HoldReason": "no such file"'
  [ -e "$1/code" ] && printf ', "ExitCode": %s' "$(cat "$1/code")"
  echo '}'
  comma=,
}

isOver() { case $1 in COMPLETED | FAILED | CANCELLED) return 0;; esac; return 1; }

case $command in
  sbatch)
    for one; do
      case $one in --job-name=*) tag=\${one#*=};; --*) ;; *) file=$one;; esac
    done
    add "$tag" "$file" x
    echo "$FAKE/jobs/$id/program.sh" > "$id/program"
    echo "$id"
    schedule
    finish;;
  condor_submit)
    while [ $# -gt 1 ]; do
      case $2 in +AiluroPilot*) tag=$(echo "$2" | sed 's/.*"\\(.*\\)"/\\1/');; esac
      shift
    done
    add "$tag" "$1" "$(sed -n 's/^executable *= *//p' "$1")"
    echo "$id.0 - $id.0"
    schedule
    finish;;
  squeue)
    schedule
    for id in $(ids); do
      state=$(cat "$id/state")
      [ -e "$FAKE/forgets" ] && isOver "$state" && continue
      case $state in
        HELD) echo "$id|PENDING|BadConstraints|$(cat "$id/tag")";;
        PENDING) echo "$id|PENDING|Resources|$(cat "$id/tag")";;
        *) echo "$id|$state|None|$(cat "$id/tag")";;
      esac
    done
    finish;;
  sacct)
    for id in $(echo "$*" | sed 's/.*--jobs=\\([0-9,]*\\).*/\\1/' | tr , ' '); do
      echo "$id|$(cat "$id/state")|$(cat "$id/code" 2>/dev/null || echo 0):0"
    done
    finish;;
  scancel)
    for one; do case $one in --*) ;; *) cancel "$one";; esac; done
    finish;;
  condor_q)
    schedule
    if [ -n "$(ids)" ]; then
      echo '['
      for id in $(ids); do
        state=$(cat "$id/state")
        isOver "$state" || ad "$id" "$state"
      done
      echo ']'
    fi
    finish;;
  condor_history)
    echo '['
    for one; do
      case $one in *.0) id=\${one%.0}; state=$(cat "$id/state"); isOver "$state" && ad "$id" "$state";; esac
    done
    echo ']'
    finish;;
  condor_rm)
    some=1
    for one in $(echo "$*" | grep -o 'ClusterId == [0-9]*' | grep -o '[0-9]*$'); do cancel "$one" && some=0; done
    [ $some = 0 ] || { echo "Couldn't find/remove all jobs matching constraint" >&2; exit 1; }
    finish;;
esac
`
