using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>What expressions can refer to beside their rows. A session is one; tests have their own.</summary>
internal interface IBindingEnvironment
{
    /// <summary>The clock.</summary>
    TimeProvider Time { get; }

    /// <summary>SET DATEFIRST: 1 Monday to 7 Sunday.</summary>
    int DateFirst => 7;

    /// <summary>A table or view; null if there is none.</summary>
    Relation? FindRelation(ObjectName name);

    /// <summary>A variable's type; null if it is not declared.</summary>
    SqlType? FindVariable(string name);

    /// <summary>A variable's value.</summary>
    object? GetVariable(string name);

    /// <summary>An @@ function; null if it is not known.</summary>
    BoundExpression? FindSystemVariable(string name);

    /// <summary>A function that needs the session or the instance, such as DB_ID; null if it is not known.</summary>
    BoundExpression? FindFunction(string name, IReadOnlyList<BoundExpression> arguments);
}
