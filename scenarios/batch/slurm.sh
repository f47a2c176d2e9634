#!/bin/sh
# A pilot as a batch job of Slurm. Fields in double braces are filled in for each pilot; what differs between queues (partition,
# account, constraint) stands in the server's configuration. The server adds the job's name, by which it finds the job again.
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={{cores}}
#SBATCH --mem={{memoryMB}}M
#SBATCH --time={{walltimeMinutes}}
#SBATCH --output={{log}}
#SBATCH --open-mode=append
# The pilot is told a minute before its time is over, and reports what it has.
#SBATCH --signal=B:TERM@60
exec {{script}}
