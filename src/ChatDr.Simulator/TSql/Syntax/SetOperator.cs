namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>How one SELECT is put together with what stands before it.</summary>
internal enum SetOperator
{
    /// <summary>UNION: without doubles.</summary>
    Union,

    /// <summary>UNION ALL.</summary>
    UnionAll,

    /// <summary>EXCEPT: what is not in the second, without doubles.</summary>
    Except,

    /// <summary>INTERSECT: what is in both, without doubles.</summary>
    Intersect,
}
