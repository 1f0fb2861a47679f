using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Execution;

/// <summary>An argument of a procedure with its value.</summary>
/// <param name="Name">With its @; null when it was passed by position.</param>
/// <param name="Type">Its type.</param>
/// <param name="Value">Its value.</param>
/// <param name="OutputVariable">The variable that takes the output; null when none.</param>
internal sealed record EvaluatedArgument(string? Name, SqlType Type, object? Value, string? OutputVariable);
