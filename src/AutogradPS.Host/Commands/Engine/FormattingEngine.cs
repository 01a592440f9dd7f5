using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace AutogradPS.Host.Commands.Engine;

/// <summary>
/// Gives a formatting or output command its engine. The commands' parameters are public base classes of the engine's;
/// what works behind them is internal, and reached here.
/// </summary>
internal static class FormattingEngine
{
    private const string Namespace = "Microsoft.PowerShell.Commands.Internal.Format.";
    private const string Assembly = ", System.Management.Automation";
    private const string OutputManager = Namespace + "OutputManagerInner" + Assembly;
    private const string LineOutput = Namespace + "LineOutput" + Assembly;

    /// <summary>Makes the command write format records of a shape: Table, List, Wide or Complex.</summary>
    public static void ShapeAs(FrontEndCommandBase command, string shape)
    {
        Type formatter = EngineType("InnerFormatShapeCommand");
        object value = Enum.Parse(EngineType("FormatShape"), shape);
        SetImplementation(command, Activator.CreateInstance(formatter, NonPublicInstance, binder: null, [value], culture: null)!);
    }

    /// <summary>Makes the command an output command; <see cref="WriteTo"/> says where to, before it begins.</summary>
    public static void MakeOutput(FrontEndCommandBase command) => SetImplementation(command, NewOutputManager());

    /// <summary>Sets the writer that the lines of an output command go to, and how many columns they may take.</summary>
    public static void WriteTo(FrontEndCommandBase command, TextWriter writer, int columns)
    {
        object lines = Activator.CreateInstance(EngineType("TextWriterLineOutput"), NonPublicInstance, binder: null, [writer, columns], culture: null)!;
        SetLineOutput(GetImplementation(command), lines);
    }

    private const BindingFlags NonPublicInstance = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly FieldInfo ImplementationField = typeof(FrontEndCommandBase).GetField("implementation", NonPublicInstance)!;

    private static void SetImplementation(FrontEndCommandBase command, object value) => ImplementationField.SetValue(command, value);

    private static object GetImplementation(FrontEndCommandBase command) => ImplementationField.GetValue(command)!;

    private static Type EngineType(string name) => typeof(PSObject).Assembly.GetType(Namespace + name, throwOnError: true)!;

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(OutputManager)]
    private static extern object NewOutputManager();

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_LineOutput")]
    private static extern void SetLineOutput(
        [UnsafeAccessorType(OutputManager)] object manager, [UnsafeAccessorType(LineOutput)] object lines);
}
