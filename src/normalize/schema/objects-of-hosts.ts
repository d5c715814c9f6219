import type { ObjectFacts } from './notation.ts';

const NAMED = ['name', 'uid'];

/** Facts of the objects that hosts and what runs on them are made of; see `objects.ts` for what was read. */
export const HOST_OBJECTS: Readonly<Record<string, ObjectFacts>> = {
  agent: {
    attributes: 'name:s policies:policy* type:s type_id:i{1-9} uid:s uid_alt:s vendor_name:s version:s',
    atLeastOne: NAMED,
  },
  container: {
    attributes: `hash:fingerprint image:image labels:s* name:s network_driver:s orchestrator:s pod_uuid:uuid runtime:s size:i tag:s
tags:key_value_object* uid:s`,
    atLeastOne: NAMED,
  },
  device: {
    attributes: `agent_list:agent* autoscale_uid:s boot_time:t boot_uid:s container:container@container created_time:t desc:s domain:s
eid:s first_seen_time:t groups:group* hostname:s hw_info:device_hw_info hypervisor:s iccid:s image:image imei:s imei_list:s*
instance_uid:s interface_name:s interface_uid:s ip:ip is_backed_up:b is_compliant:b is_managed:b is_mobile_account_active:b
is_personal:b is_shared:b is_supervised:b is_trusted:b last_seen_time:t location:location mac:mac meid:s model:s modified_time:t name:s
namespace_pid:i@container network_interfaces:network_interface* org:organization os:os os_machine_uuid:uuid owner:user region:s
risk_level:s risk_level_id:i{1-4} risk_score:i subnet:s subnet_uid:s type:s type_id!:i{1-15} udid:s uid:s uid_alt:s vendor_name:s
vlan_uid:s vpc_uid:s zone:s`,
    atLeastOne: ['ip', 'uid', 'name', 'hostname', 'instance_uid', 'interface_uid', 'interface_name'],
  },
  device_hw_info: {
    attributes: `bios_date:s bios_manufacturer:s bios_ver:s chassis:s cpu_architecture:s cpu_architecture_id:i{1-3} cpu_bits:i cpu_cores:i
cpu_count:i cpu_speed:i cpu_type:s desktop_display:display keyboard_info:keyboard_info ram_size:i serial_number:s uuid:uuid
vendor_name:s`,
  },
  display: {
    attributes: 'color_depth:i physical_height:i physical_orientation:i physical_width:i scale_factor:i',
  },
  environment_variable: { attributes: 'name!:s value!:s' },
  file: {
    attributes: `accessed_time:t accessor:user attributes:i company_name:s confidentiality:s confidentiality_id:i{1-6} created_time:t
creator:user desc:s drive_type:s drive_type_id:i{1-5} encryption_details:encryption_details ext:s hashes:fingerprint* internal_name:s
is_deleted:b is_encrypted:b is_public:b@cloud is_system:b mime_type:s modified_time:t modifier:user name!:s owner:user parent_folder:s
path:s product:product security_descriptor:s signature:digital_signature size:i storage_class:s@cloud tags:key_value_object* type:s
type_id!:i{1-7} uid:s uri:s url:url version:s volume:s xattributes:o`,
  },
  fingerprint: { attributes: 'algorithm:s algorithm_id!:i{1-7} value!:hash' },
  image: { attributes: 'labels:s* name:s path:s tag:s tags:key_value_object* uid!:s' },
  job: {
    attributes: `cmd_line:s created_time:t desc:s file!:file last_run_time:t name!:s next_run_time:t run_state:s run_state_id:i{1-4}
user:user`,
  },
  keyboard_info: {
    attributes: 'function_keys:i ime:s keyboard_layout:s keyboard_subtype:i keyboard_type:s',
  },
  module: {
    attributes: `base_address:s file:file function_name:s load_type:s load_type_id!:i{1-5} start_address:s type:s`,
  },
  network_interface: {
    attributes: 'hostname:s ip:ip mac:mac name:s namespace:s subnet_prefix:i type:s type_id!:i{1-4} uid:s',
    atLeastOne: ['ip', 'mac', 'name', 'hostname'],
  },
  os: {
    attributes: `build:s country:s cpe_name:s cpu_bits:i edition:s kernel_release:s lang:s name!:s sp_name:s sp_ver:i type:s
type_id!:i{100-101,200-201,300-302,400-402} version:s`,
  },
  process: {
    attributes: `ancestry:process_entity* cmd_line:s container:container@container cpid:uuid created_time:t
environment_variables:environment_variable* file:file integrity:s integrity_id:i{1-6} lineage:s* loaded_modules:s* name:s
namespace_pid:i@container parent_process:process path:s pid:i sandbox:s session:session terminated_time:t tid:i uid:s user:user
working_directory:s xattributes:o`,
    atLeastOne: ['pid', 'uid', 'cpid'],
  },
  process_entity: {
    attributes: 'cmd_line:s cpid:uuid created_time:t name:s path:s pid:i uid:s',
    atLeastOne: ['cmd_line', 'name', 'path', 'pid', 'uid', 'cpid'],
  },
};
