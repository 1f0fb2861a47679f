using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>A column of a scope.</summary>
/// <param name="Qualifier">The alias or table it belongs to.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsHidden">Whether no name and no star reaches it: the identity of a stored row.</param>
internal sealed record ScopeColumn(string Qualifier, string Name, SqlType Type, bool IsHidden = false);
