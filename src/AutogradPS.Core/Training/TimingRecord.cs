using CsvHelper;

namespace AutogradPS.Training;

/// <summary>A row of timing.csv: what the clock and the machine decide, and so is not the same from run to run.</summary>
/// <param name="Iteration">Generator iterations done.</param>
/// <param name="ElapsedSeconds">Seconds of training since the run (or its resumption) started.</param>
/// <param name="IterationsPerSecond">Generator iterations a second since the row before.</param>
/// <param name="ResidentMiB">Memory of the process that is in RAM, in MiB.</param>
[CsvRecord]
public sealed partial record TimingRecord(long Iteration, double ElapsedSeconds, double IterationsPerSecond, double ResidentMiB);
