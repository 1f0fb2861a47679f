namespace ChatDr.Simulator.Protocol;

/// <summary>Runs what a session sends. Errors of statements go to the writer, not to the caller; an exception means that the simulator itself failed.</summary>
internal interface IBatchExecutor
{
    /// <summary>Runs a batch.</summary>
    /// <param name="batch">T-SQL.</param>
    /// <param name="parameters">Variables declared before it begins (sp_executesql); output values are written back into them. Empty for a plain batch.</param>
    /// <param name="writer">Takes the results.</param>
    /// <param name="attention">The client gave up: stop as soon as possible by <see cref="OperationCanceledException"/>; the open transaction stays unless
    /// XACT_ABORT is on.</param>
    Task ExecuteAsync(string batch, IReadOnlyList<RpcParameter> parameters, IResultWriter writer, CancellationToken attention);

    /// <summary>Runs a procedure that a client called by name (not sp_executesql and the cursor and prepare family, which the TDS front resolves).</summary>
    /// <param name="procedure">Its name as sent, possibly with database and schema.</param>
    /// <param name="parameters">Its arguments; output values are written back into them.</param>
    /// <param name="writer">Takes the results; 2812 goes there if there is no such procedure.</param>
    /// <param name="attention">As above.</param>
    /// <returns>The return status; 0 is success.</returns>
    Task<int> ExecuteProcedureAsync(string procedure, IReadOnlyList<RpcParameter> parameters, IResultWriter writer, CancellationToken attention);
}
