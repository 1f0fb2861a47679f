namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>A name or text that a statement takes literally or from a variable.</summary>
/// <param name="Value">The text, or the variable's name with its @.</param>
/// <param name="IsVariable">Whether it is a variable.</param>
internal readonly record struct TextOrVariable(string Value, bool IsVariable = false);
