# Loads the module's assemblies into a load context of their own, gives scripts the names of TorchSharp's types, and imports
# the cmdlets. libtorch itself is loaded by the first tensor.

$importModule = Get-Command -Name Import-Module -Module Microsoft.PowerShell.Core
$loader = [Reflection.Assembly]::LoadFrom([IO.Path]::Combine($PSScriptRoot, 'bin', 'AutogradPS.Loader.dll')).GetType('AutogradPS.Loader.ModuleLoadContext')
$cmdlets = $loader::LoadModuleAssembly('AutogradPS.Cmdlets')

# Types in the module's context cannot be named from a script; accelerators can.
$torchSharp = $loader::LoadModuleAssembly('TorchSharp')
$accelerators = [ordered]@{
    'torch.Tensor' = $torchSharp.GetType('TorchSharp.torch+Tensor')
    'torch.dtype'  = $torchSharp.GetType('TorchSharp.torch+ScalarType')
}
$members = @{
    'torch'                       = 'TorchFunctions'
    'torch.nn'                    = 'NetworkFunctions'
    'torch.nn.functional'         = 'FunctionalFunctions'
    'torch.nn.init'               = 'InitFunctions'
    'torch.nn.utils'              = 'UtilityFunctions'
    'torch.optim'                 = 'OptimizerFunctions'
    'torch.linalg'                = 'LinearAlgebraFunctions'
    'torch.special'               = 'SpecialFunctions'
    'torch.fft'                   = 'FourierFunctions'
    'torch.cuda'                  = 'CudaFunctions'
    'AutogradPS.GraphMembers'     = 'GraphMembers'
    'AutogradPS.NetworkMembers'   = 'NetworkMembers'
    'AutogradPS.TensorMembers'    = 'TensorMembers'
    'AutogradPS.TensorConverter'  = 'TensorConverter'
    'AutogradPS.TensorMethods'    = 'TensorMethods'
    'AutogradPS.ModuleMethods'    = 'ModuleMethods'
    'AutogradPS.OptimizerMethods' = 'OptimizerMethods'
    'AutogradPS.GeneratorMethods' = 'GeneratorMethods'
}
foreach ($name in $members.Keys) { $accelerators[$name] = $cmdlets.GetType("AutogradPS.Cmdlets.Members.$($members[$name])") }
$registry = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
foreach ($name in $accelerators.Keys) {
    if (-not $registry::Get.ContainsKey($name)) { $registry::Add($name, $accelerators[$name]) }
}

# The type and format files name those types, so they are imported only now, by a nested manifest.
& $importModule ([IO.Path]::Combine($PSScriptRoot, 'AutogradPS.Views.psd1'))

$inner = & $importModule -Assembly $cmdlets -PassThru

# A second import of the same assembly (Import-Module -Force) does not bring the cmdlets into this module by itself:
# https://github.com/PowerShell/PowerShell/issues/20710
$addExportedCmdlet = [psmoduleinfo].GetMethod('AddExportedCmdlet', [Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $inner.ExportedCmdlets.Values) {
    [void]$addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
}

# What a types file does not reach: operators, and runspaces that have not imported the module.
$engineMethods = $cmdlets.GetType('AutogradPS.Cmdlets.Members.EngineMethods')
[void]$engineMethods::Install()

$ExecutionContext.SessionState.Module.OnRemove = {
    $engineMethods::Remove()
    foreach ($name in $accelerators.Keys) { [void]$registry::Remove($name) }
    # The engine remembers every type name that it resolved once, accelerator or not; without this [torch] would outlive the module.
    $cache = [psobject].Assembly.GetType('System.Management.Automation.Language.TypeCache')
    $field = ${cache}?.GetField('s_cache', [Reflection.BindingFlags]'Static, NonPublic')
    ${field}?.GetValue($null).Clear()
}.GetNewClosure()
