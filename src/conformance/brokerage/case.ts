/** What goes into a recorded case of production brokerage. Fields equal to the defaults at the head of the family are left out. */
export interface BrokerageIn {
  readonly task: Partial<TaskIn>
  readonly chunk: {
    readonly files: readonly { readonly bytes: number; readonly events: number }[]
    readonly merge?: boolean
    readonly scouts?: boolean
  }
  readonly queues: readonly QueueIn[]
  readonly nucleus: string
  readonly nuclei: Readonly<Record<string, { readonly queues: readonly string[]; readonly write_wan: string | null }>>
  readonly network: {
    readonly queued_files_to_nucleus: number | null
    readonly links: Readonly<Record<string, LinkIn>>
  }
  readonly jobs_by_queue_share_state: Counts
  readonly jobs_by_queue_type_state: Counts
  readonly resource_types_of_task_at: Readonly<Record<string, readonly string[]>>
  readonly transferring_by_queue_and_nucleus: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly available: Readonly<Record<string, { readonly disk: readonly number[]; readonly tape: readonly number[] }>>
  readonly replicas: {
    readonly list: readonly { readonly found: number; readonly total: number; readonly tape: boolean }[]
    readonly wan_readable: boolean
    readonly lan_readable: boolean
  }
  readonly config: Readonly<Record<string, number | boolean>>
}

/** Jobs by queue, share or resource type, and state. */
export type Counts = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>

interface LinkIn {
  readonly closeness?: number
  readonly queued_files?: number
  readonly mbps_1h?: number
  readonly mbps_1d?: number
  readonly mbps_1w?: number
}

export interface TaskIn {
  readonly priority: number
  readonly cores: number
  readonly ram: number | null
  readonly ram_unit: string
  readonly base_ram_MB: number
  readonly cpu_time: number
  readonly cpu_time_unit: string | null
  readonly walltime: number
  readonly cpu_efficiency_percent: number
  readonly base_walltime_s: number
  readonly output_size: number
  readonly output_size_unit: string
  readonly work_dir_MB: number | null
  readonly gshare: string
  readonly resource_type: string
  readonly processing_type: string
  readonly working_group: string
  readonly io_intensity_kBps: number | null
  readonly disk_io_kBps: number | null
  readonly rules: Readonly<Record<string, number | string>>
  readonly preassigned_queues: readonly string[] | null
  readonly max_cores: number | null
}

export const plainTask: TaskIn = {
  priority: 500,
  cores: 1,
  ram: 2000,
  ram_unit: 'MBPerCore',
  base_ram_MB: 0,
  cpu_time: 100,
  cpu_time_unit: 'HS06sPerEvent',
  walltime: 0,
  cpu_efficiency_percent: 90,
  base_walltime_s: 600,
  output_size: 100,
  output_size_unit: 'kBPerEvent',
  work_dir_MB: 0,
  gshare: 'Simulation',
  resource_type: 'SCORE',
  processing_type: 'simul',
  working_group: 'AP_MCGN',
  io_intensity_kBps: null,
  disk_io_kBps: null,
  rules: {},
  preassigned_queues: null,
  max_cores: null,
}

/** A queue, or a pseudo-queue under one. */
export interface QueueIn {
  readonly name: string
  readonly status?: string
  readonly unified_parent?: string | null
  readonly is_parent?: boolean
  readonly cores?: number
  readonly max_ram_MB?: number
  readonly min_ram_MB?: number
  readonly scratch_MB?: number
  readonly max_walltime_s?: number
  readonly min_walltime_s?: number
  readonly core_power?: number
  readonly direct_io_lan?: boolean
  readonly direct_io_wan?: boolean
  readonly always_direct_io?: boolean
  readonly max_disk_io_kBps?: number
  readonly transferring_limit?: number
  readonly pledged_cores?: number
  readonly fair_share_policy?: string | null
  readonly local_data_only?: boolean
  readonly job_seed?: string
  readonly max_io_intensity?: number | null
  readonly wn_connectivity?: string | null
  readonly standby_slots?: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly storage_site?: string | null
  readonly free_GB?: number
  readonly rse_status?: Readonly<Record<string, string>>
  readonly locked?: boolean
  readonly inactive?: boolean
  readonly disk_io_usage_kBps?: number
  readonly pilots_3h?: number | null
  readonly streaming?: boolean
  readonly workers?: Readonly<Record<string, number>>
  readonly running_cores?: number
  readonly live_generated?: number
  readonly reads_from?: string | null
}
