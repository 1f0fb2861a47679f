using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>A test case that takes its reason to be skipped from the class that inherits the fact.</summary>
public sealed class ContractTestCase : XunitTestCase
{
    /// <summary>For xunit's deserializer only.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For xunit's deserializer only.")]
    public ContractTestCase()
    {
    }

    /// <summary>The case of <paramref name="testMethod"/>.</summary>
    public ContractTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod testMethod)
        : base(sink, display, options, testMethod)
    {
    }

    /// <inheritdoc/>
    protected override string GetSkipReason(IAttributeInfo factAttribute)
    {
        var requirement = TestMethod.TestClass.Class.ToRuntimeType().GetCustomAttributes(typeof(RequiresEnvironmentAttribute), inherit: false);
        return requirement is [RequiresEnvironmentAttribute { SkipReason: { } reason }] ? reason : base.GetSkipReason(factAttribute);
    }
}
