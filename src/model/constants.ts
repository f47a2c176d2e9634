/** The named constants of the system with PanDA's own values; a scenario or a server's configuration may override each. */
export const defaultConstants = {
  /** Seconds between cycles of the job generator; 0: at once (brokerage.md §A.4). */
  generatorCycleSeconds: 10,
  /** Wait of a production task for which no queue could be found (§B.4). */
  noCandidateRetrySeconds: 3_600,
  /** The same for analysis tasks, label `user` (§B.4). */
  noCandidateRetryAnalysisSeconds: 1_200,
  /** Jobs placed by one choice of queue (§A.4). */
  bunchJobs: 25,
  /** The same for scouts. */
  scoutBunchJobs: 2,
  /** Heaviest candidates that are kept (§B.1). */
  maxCandidates: 10,
  /** Jobs a queue may hold waiting whatever it runs: NQUEUELIMITSITE (§B.4). */
  queueCapJobs: 20,
  /** Waiting jobs allowed per running job (§B.1, cut-off factor). */
  queueCapRatio: 2,
  /** Added to the waiting jobs in the production weight (§B.3). */
  weightOffsetJobs: 10,
  /** Priority up to which an empty queue is tried first (§B.1, MAX_PRIO_TO_BOOTSTRAP). */
  maxPriorityToBootstrap: 150,
  /** Priority above which a task is express and has no caps (§B.4). */
  expressPriority: 1_000,
  /** Seconds between orders for pilots; 0: at once (Harvester's cycle, §K.2). */
  pilotCycleSeconds: 60,
  /** A queue where no pilot has asked for so long gets one (§K.1). */
  pilotKeepAliveSeconds: 3_600,
  /** Attempts of a job, however they end, where its task does not say (§I.4, PanDA's default for analysis). */
  maxAttempts: 10,
  /** Those among them that may fail, where its task does not say (§I.4, PanDA's default for analysis). */
  maxFailures: 3,
  /** Seconds between walks of the watchdog over all jobs (§I, copyArchive). */
  watchdogPeriodSeconds: 2_400,
  /** sent, no word (§I.1). */
  sentTimeoutSeconds: 1_800,
  /** starting, running, stagein, stageout without a heartbeat (§I.1). */
  heartbeatTimeoutSeconds: 7_200,
  /** defined or assigned, production: input does not come (§I.1). */
  assignedTimeoutSeconds: 43_200,
  /** activated, production: no pilot takes it (§I.1). */
  activatedTimeoutSeconds: 172_800,
  /** activated or starting, urgent production at a queue that is offline, in test or starts nothing (§I.1). */
  offlineTimeoutSeconds: 14_400,
  /** transferring, urgent and not analysis (§H.2, §I.1). */
  transferringTimeoutUrgentSeconds: 172_800,
  /** transferring, others (§H.2, §I.1). */
  transferringTimeoutSeconds: 518_400,
  /** Any job, from its creation (§I.1). */
  jobLifetimeSeconds: 1_814_400,

  /** Sources that are tried for an input before the job goes elsewhere (§H.2). */
  inputTries: 3,
  /** Wait before an output that did not get through is sent again; the watchdog ends it when that takes too long (§H.2). */
  outputRetrySeconds: 900,
  /** Age at which brokers look their statistics up again; 0: they see everything as it is (§O, §P-2). */
  statisticsSeconds: 120,
  /** Age above which measurements of the network do not count (§E.1). */
  networkMeasurementSeconds: 3_600,
  /** 1: weights are multiplied by the network weight (§B.1, NW_ACTIVE). */
  networkWeightActive: 0,
  /** Part of the queue in the network weight; the rest is the throughput's (NW_QUEUE_IMPORTANCE). */
  networkQueueImportance: 0.5,
  /** Least network weight for express work, where network weights count (NW_THRESHOLD, NW_WEIGHT_MULTIPLIER). */
  networkThreshold: 1.7,
  networkWeightMultiplier: 1,
  /** Output files on a link to the nucleus that make it full (NQUEUED_SAT_CAP). */
  linkQueueCapFiles: 150,
  /** Output files to a nucleus that close it to all others (NQUEUED_NUC_CAP_FOR_JOBS). */
  nucleusQueueCapFiles: 10_000,
  /** Work above it is IO intensive and goes to its data (IO_INTENSITY_CUTOFF). */
  ioIntensityCutoffKBps: 200,
  /** What IO intensive work may lack of its input (SIZE_CUTOFF_TO_MOVE_INPUT in GiB, NUM_CUTOFF_TO_MOVE_INPUT). */
  moveInputMaxGiB: 10,
  moveInputMaxFiles: 100,
  /** A replica lacking no more files, or holding this part of them, counts as complete (MAX_MISSING_INPUT_FILES, MIN_INPUT_COMPLETENESS). */
  maxMissingInputFiles: 10,
  minInputCompletenessPercent: 90,
  /** Disk traffic per core for queues that name no limit; 0: none (MAX_DISKIO_DEFAULT). */
  maxDiskIoKBps: 0,
  /** Free space that storage for outputs must have, GiB (STORAGE_MIN_FREE_SIZE). */
  minFreeStorageGiB: 200,
  /** Least weight of a candidate; 0: any (MIN_WEIGHT). */
  minWeight: 0,
  /** Weight of queues in the nucleus for work above so many kB/s (§B.2-19). */
  nucleusWeightIoIntensive: 4,
  nucleusIoIntensityKBps: 500,
  /** The same for work of high priority and scouts (§B.2-4). */
  nucleusWeightHighPriority: 100,
  /** Priority from which a task is of high priority, and from which it avoids opportunistic and idle queues (§B.2-4). */
  highPriority: 900,
  raisedPriority: 800,
  /** A queue that has started nothing for so long is inactive (§B.2-5). */
  inactiveSeconds: 7_200,
  /** A queue that no pilot was heard from for so long has none (§B.2-22). */
  pilotSilenceSeconds: 10_800,
  /** Jobs whose output waits for its transfer, for queues that name no limit (§B.2-17). */
  transferringLimitJobs: 2_000,
  /** Running jobs below which the number of workers may stand for them (§B.3). */
  workerBootstrapCap: 20,
  /** Least output a job is reckoned with, MiB (§B.2-12). */
  leastOutputMiB: 1_500,
  /** 1: there is not enough work, and pledged queues go first (§B.2-18, WORK_SHORTAGE). */
  workShortage: 0,
  /** 1: a throughput counts only where longer windows have one too (§E.2 [quirk]). */
  quirkThroughputLookup: 0,
  /** 1: fair share policies that compare priorities refuse all merge jobs (§B.2-6 [quirk]). */
  quirkMergeZeroShare: 0,
  /** 1: when rounding leaves a draw without winner, the weight of the last queue decays, not that of the one picked (§A.4-3 [quirk]). */
  quirkDecayOfLast: 0,
  /** 1: queues without a wall time limit refuse scouts, merges and work of unknown length (§B.2-14 [quirk]). */
  quirkUnlimitedWalltime: 0,

  /** Memory per core above which a resource type is one of high memory, MB (§F.4). */
  highMemoryMBPerCore: 2_000,
  /** Least memory of merge jobs whose task says what they need, MB (§A.4). */
  leastMergeMemoryMB: 2_000,

  /** Part of the pilots' requests that get the oldest job whatever its share, where there are shares (SLOPPY_DISPATCH_RATIO, §F.3). */
  fifoDispatchPercent: 10,
  /** 1: one request in a hundred more, and 0 percent means 10 (§F.3 [quirk]). */
  quirkFifoDispatch: 0,
  /** Age at which the order of the shares is reckoned anew (§G.1). */
  shareOrderSeconds: 10,
  /** Priority from which production is urgent to the watchdog (§I.1). */
  urgentPriority: 800,
  /** A queue where no job has begun to run for so long starts nothing (§I.1, the row for urgent production). */
  noStartSeconds: 7_200,
  /** defined (TIMEOUT_defined, §I.1). */
  definedTimeoutSeconds: 14_400,
  /** starting, production (§I.1). */
  startingTimeoutSeconds: 172_800,
  /** holding, analysis (§I.1). */
  holdingTimeoutAnalysisSeconds: 10_800,
  /** holding, priority above `urgentPriority` (§I.1). */
  holdingTimeoutUrgentSeconds: 10_800,
  /** holding, others (TIMEOUT_holding, §I.1). */
  holdingTimeoutSeconds: 172_800,
  /** transferring, analysis (§I.1). */
  transferringTimeoutAnalysisSeconds: 7_200,
  /** defined, assigned or activated, from creation (§I.1). */
  waitingLifetimeSeconds: 604_800,
  /** activated or later without a change, analysis and tests (§I.1). */
  unchangedTimeoutSeconds: 604_800,
  /** Wait of the first job after which analysis jobs of a task are moved from a queue that is offline or in test (§I.1). */
  analysisGroupSeconds: 10_800,
  /** The same from any queue, if nothing has become of the task there lately (ANALY_TIMEOUT, §I.1). */
  analysisTimeoutSeconds: 43_200,
  /** For so long nothing may have become of it (§I.1). */
  analysisQuietSeconds: 10_800,
  /** Waiting jobs of a share above which a queue gives some back; 0: never (NQUEUE_<share>, §I.1, fast re-brokerage). */
  fastRebrokerageJobs: 0,
  /** Above so many times the running jobs, and above this part of the share's waiting jobs everywhere (§I.1). */
  fastRebrokerageRatio: 3,
  fastRebrokerageFraction: 0.3,
  /** 1: fast re-brokerage moves one job less (§I.1 [quirk]). */
  quirkFastRebrokerage: 0,

  /** The single-level broker of 2013 (§D.1): jobs above which a bunch is full, and input files at which it is. */
  singleLevelBunchJobs: 20,
  singleLevelBunchFiles: 20,
  /** Priority, and input files of a job, from which production goes to T1s alone. */
  singleLevelUrgentPriority: 950,
  singleLevelManyFiles: 20,
  /** Input of a job above which T1s are preferred, files or MiB, and by how much. */
  singleLevelMuchInputFiles: 5,
  singleLevelMuchInputMiB: 500,
  singleLevelTier1Weight: 2,
  /** Free space that sites other than T1s must keep, and what each job there is going to take. */
  singleLevelFreeGiB: 200,
  singleLevelJobGiB: 0.25,
  /** Transferring jobs that are allowed for each running one. */
  singleLevelTransferringRatio: 2,
  /** Multiple of the smallest 1/w within which the next queue may be taken for its data. */
  singleLevelWeightRatio: 2,
  /** Steps in which priorities of waiting jobs are told apart. */
  singleLevelPriorityStep: 50,

  /** Output files on their way to a nucleus that keep further tasks from it (NQUEUED_NUC_CAP, §A.6-2). */
  nucleusBacklogFiles: 2_000,
  /** Space that a nucleus must have for each output of a task (DISK_THRESHOLD, §A.6-3). */
  nucleusMinFreeTiB: 100,
  /** Free space above which more makes a nucleus no heavier (FREE_DISK_CUTOFF, §A.6). */
  nucleusFreeSpaceCapTiB: 1_000,
  /** Input above which part of it must be at the nucleus, and that part: by bytes (INPUT_SIZE_THRESHOLD, INPUT_SIZE_FRACTION, §A.6-5). */
  localityFromGiB: 1,
  localityBytesPercent: 10,
  /** The same by files (INPUT_NUM_THRESHOLD, INPUT_NUM_FRACTION). */
  localityFromFiles: 100,
  localityFilesPercent: 10,
  /** Time after which a task's nucleus need not hold its input (§A.6-5). */
  localityPatienceSeconds: 604_800,
  /** Input that may be brought to a nucleus when no nucleus holds enough of it (§A.6-5). */
  localityWaivedUpToGiB: 10_000,
  /** Queued jobs for each running one above which no more are made (THROTTLE_THRESHOLD, §G.3), and when work is short. */
  throttleThreshold: 2,
  throttleThresholdWorkShortage: 2,
  /** 0: jobs are made without end (§G.3). */
  throttling: 1,
  /** Jobs of a share that may be queued, run, and be queued at most; 0: the throttler's own measure, none, none (NQUEUELIMIT, NRUNNINGCAP, NQUEUECAP). */
  throttleQueueLimitJobs: 0,
  throttleRunningCapJobs: 0,
  throttleQueueCapJobs: 0,
  /** Wait of a task that the throttler holds back, before it asks again. */
  throttleRetrySeconds: 60,
  /** Rounds of task brokerage, and the wait of a task for which no nucleus would do (§O, §A.6). */
  taskBrokerSeconds: 600,
  nucleusRetrySeconds: 1_800,
}

/** A value for each constant. */
export type Constants = Readonly<typeof defaultConstants>
/** What differs for some global shares, by name. */
export type ConstantsByShare = Readonly<Record<string, { readonly [name in keyof Constants]?: number | undefined }>>
